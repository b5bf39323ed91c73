# A Slurm cluster of this test's own, on loopback: one slurmctld, four slurmd, one munged. A script sources it behind
# lib.bash. All of it lies in $dir, belongs to whoever runs the test, and touches no Slurm that is installed here.
#
#   cluster_lacks     prints what is not installed, nothing where all is
#   cluster_start     returns when all nodes are idle
#   cluster_stop      ends all processes, jobs included
#   node_start NODE   node1 to node4
#   node_kill NODE    as if it lost power: slurmd, slurmstepd and the jobs' processes by SIGKILL, none sees another end

SLURM_CONF=$dir/slurm/slurm.conf
declare -A daemons # pid by name

cluster_lacks() {
	local name
	for name in munged slurmctld slurmd sbatch; do
		PATH=$PATH:/usr/sbin command -v $name >/dev/null || echo $name
	done | xargs
}

# Five ports in a row that nobody listens on, below those that the system gives away by itself.
free_ports() {
	local first port
	for first in $(shuf -i 20000-32000 -n 20); do
		for port in {0..4}; do
			! (: <>/dev/tcp/127.0.0.1/$((first + port))) 2>/dev/null || continue 2
		done
		echo "$first"
		return
	done
	return 1
}

# SlurmdTimeout and MessageTimeout make slurmctld miss a node after some 15 s instead of five minutes.
cluster_config() {
	local port host=${HOSTNAME%%.*}
	port=$(free_ports) || return
	cat <<-END
		ClusterName=romkit
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=$port
		NodeName=node[1-4] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 4))] CPUs=1
		PartitionName=all Nodes=ALL Default=YES State=UP
		AuthType=auth/munge
		AuthInfo=socket=$dir/slurm/munge/socket
		SlurmUser=$(id -un)
		SlurmdUser=$(id -un)
		StateSaveLocation=$dir/slurm/state
		SlurmdSpoolDir=$dir/slurm/%n
		SlurmctldPidFile=$dir/slurm/slurmctld.pid
		SlurmdPidFile=$dir/slurm/%n.pid
		SlurmctldLogFile=$dir/slurm/slurmctld.log
		SlurmdLogFile=$dir/slurm/%n.log
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		MpiDefault=none
		JobAcctGatherType=jobacct_gather/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_CPU
		ReturnToService=2
		SlurmdTimeout=2
		MessageTimeout=3
		BatchStartTimeout=1
		KillWait=2
	END
}

# daemon NAME COMMAND...
daemon() {
	local name=$1
	shift
	PATH=$PATH:/usr/sbin SLURM_CONF=$SLURM_CONF "$@" >"$dir/slurm/$name.out" 2>&1 &
	daemons[$name]=$!
}

node_start() { daemon "$1" slurmd -D -N "$1"; }
all_idle() { is "$(sinfo -h -o '%T %D')" 'idle 4'; }

cluster_start() {
	local munge=$dir/slurm/munge
	mkdir -p "$munge" "$dir/slurm/state" && chmod 711 "$dir" "$dir/slurm" "$munge" && cluster_config >"$SLURM_CONF" || return
	(umask 077 && head -c 128 /dev/urandom >"$munge/key")
	daemon munged munged --foreground --force --key-file="$munge/key" --socket="$munge/socket" --pid-file="$munge/pid" \
		--seed-file="$munge/seed"
	within 10 test -S "$munge/socket" || { cat "$dir/slurm/munged.out"; return 1; }
	export SLURM_CONF
	daemon slurmctld slurmctld -D
	for node in node{1..4}; do
		node_start $node
	done
	within 20 all_idle || { tail -n 20 "$dir"/slurm/*.out; return 1; }
}

# within SECONDS COMMAND...: try it until it succeeds.
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >"$dir/tried" 2>&1; do
		[ $SECONDS -lt $end ] || { echo "in vain: $*"; cat "$dir/tried"; return 1; }
		sleep 0.1
	done
}

# job_processes PATTERN: those of our jobs on the nodes that match, and the slurmstepd above each job.
job_processes() {
	local pids
	pids=$(grep -lzxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null |
		xargs -r grep -lzx "SLURMD_NODENAME=$1" 2>/dev/null | cut -d / -f 3)
	[ -n "$pids" ] || return 0
	echo $pids
	ps -o ppid= -p "$(echo $pids | tr ' ' ,)" | sort -u | xargs -I{} grep -lx slurmstepd /proc/{}/comm 2>/dev/null | cut -d / -f 3
}

node_kill() {
	local slurmd=${daemons[$1]} pids
	kill -STOP "$slurmd"
	pids=$(job_processes "$1")
	[ -z "$pids" ] || kill -STOP $pids
	# What was started in between.
	pids="$pids $(job_processes "$1")"
	kill -KILL "$slurmd" $pids
	wait "$slurmd"
	unset "daemons[$1]"
} 2>/dev/null

cluster_stop() {
	local pids name
	# slurmstepd and slurmd first, so that nothing is started again.
	pids=$(job_processes 'node[1-4]')
	for name in "${!daemons[@]}"; do
		[[ $name != node* ]] || pids="$pids ${daemons[$name]}"
	done
	kill -KILL $pids
	pids=$(job_processes 'node[1-4]')
	[ -z "$pids" ] || kill -KILL $pids
	# slurmctld takes a child of its own with it.
	kill "${daemons[slurmctld]}" && within 10 eval "! kill -0 ${daemons[slurmctld]}"
	kill -KILL "${daemons[@]}"
	wait "${daemons[@]}"
} 2>/dev/null
