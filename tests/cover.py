"""The page of `romkit cover` in a browser. usage: tests/cover.py PAGE FILE; see e2e/cover.sh."""
import sys

import browser

PAGE, FILE = sys.argv[1:3]


def same(got, want):
    if got != want:
        raise AssertionError(f"got {got!r} instead of {want!r}")


def tag(page, line):
    """How a line is marked, and how often it was executed."""
    return page.run(f"""(() => {{ const line = document.getElementById({FILE!r}).querySelectorAll("pre > *")[{line - 1}];
        return line.tagName + " " + [...line.querySelectorAll("i")].map(i => i.textContent).join(" ") }})()""")


with browser.Browser() as page:
    for width in (1280, 768, 390, 320):
        for dark in (False, True):
            page.open(PAGE, width=width, dark=dark)
            page.run("document.querySelectorAll('details').forEach(node => { node.open = true })")
            page.run("new Promise(done => setTimeout(done, 100))")
            same(page.complaints, [])
            same([url for url in page.requests if not url.startswith("data:")], ["file://" + PAGE])
            same((width, page.run("document.documentElement.scrollWidth")), (width, width))
            # Text on its ground by WCAG's formula for contrast.
            same(page.run("""(() => {
                const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(c => c / 255)
                    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const ground = node => { for (; node; node = node.parentElement) {
                    const colour = getComputedStyle(node).backgroundColor;
                    if (!colour.endsWith(", 0)")) return colour; } };
                const weak = new Set();
                for (const node of document.querySelectorAll("body *")) {
                    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
                    if (node.textContent.trim() && (a + 0.05) / (b + 0.05) < 4.5) weak.add(node.className || node.tagName);
                }
                return [...weak].join();
            })()"""), "")
    same(page.run("document.title"), "76.8 % of 56 lines, 44.4 % of 18 branch directions, by 3 cases")
    same([tag(page, n) for n in (9, 10, 11, 28, 36)], ["SPAN 9 ", "INS 10 2", "INS 11 2", "MARK 28 2", "DEL 36 0"])
    same(page.run("[...document.querySelectorAll('u')].map(node => node.textContent).join()"), "never taken,always taken")
    if len(sys.argv) > 3:
        page.screenshot(sys.argv[3])
