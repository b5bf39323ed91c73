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
            same(page.weak_text(), "")
    same(page.run("document.title"), "76.8 % of 56 lines, 44.4 % of 18 branch directions, by 3 cases")
    same([tag(page, n) for n in (9, 10, 11, 28, 36)], ["SPAN 9 ", "INS 10 2", "INS 11 2", "MARK 28 2", "DEL 36 0"])
    same(page.run("[...document.querySelectorAll('u')].map(node => node.textContent).join()"), "never taken,always taken")
    if len(sys.argv) > 3:
        page.screenshot(sys.argv[3])
