#include "case/shard.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"

/* Decimal digits only, 1 to SHARDS_MAX. Returns 0 where it is anything else. */
static unsigned number_parse(const char *text, size_t len)
{
	unsigned value = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || value > SHARDS_MAX)
			return 0;
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	return value <= SHARDS_MAX ? value : 0;
}

int shard_parse(const char *text, struct shard *out, struct err *err)
{
	const char *slash = strchr(text, '/');
	char *quoted;

	*out = (struct shard){0};
	if (slash) {
		out->index = number_parse(text, (size_t)(slash - text));
		out->count = number_parse(slash + 1, strlen(slash + 1));
	}
	if (out->index && out->index <= out->count)
		return 0;
	quoted = text_quoted(text);
	err_set(err, "--shard %s is no shard: K/N is meant, with K from 1 to N, such as 1/4", quoted);
	free(quoted);
	return -1;
}

uint64_t shard_hash(const char *name)
{
	uint64_t h = hash_bytes(name, strlen(name));

	h = (h ^ h >> 32) * 0xd6e8feb86659fd93;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93;
	return h ^ h >> 32;
}

bool shard_has(const struct shard *shard, const char *name)
{
	return !shard->count || shard_hash(name) % shard->count + 1 == shard->index;
}
