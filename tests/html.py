"""The HTML report in a browser. usage: tests/html.py REPORT MANY; prints `ok - NAME` or `not ok - NAME`, see e2e/html.sh."""
import sys
import time
import traceback

import browser

REPORT, MANY = sys.argv[1:]
VISIBLE = """[...document.querySelectorAll("#cases > details")].filter(node => node.offsetParent)
    .map(node => node.id).join(" ")"""


def test(name, check):
    try:
        check()
        print("ok -", name, flush=True)
    except Exception:  # pylint: disable=broad-except
        print("not ok -", name, flush=True)
        for line in traceback.format_exc().splitlines():
            print("#", line, flush=True)


def same(got, want):
    if got != want:
        raise AssertionError(f"got {got!r} instead of {want!r}")


with browser.Browser() as page:
    click = lambda selector: page.run(f"document.querySelector({selector!r}).click()")
    type_in = lambda text: page.run(f"filter.value = {text!r}; filter.dispatchEvent(new Event('input'))")

    def nothing_happens():
        page.open(REPORT)
        page.run("new Promise(done => setTimeout(done, 200))")
        same(page.run("document.title"), "2 passed, 3 failed, 1 skipped, 1 error - romkit")
        same(page.run("document.images.length"), 0)
        same(page.run("document.scripts.length"), 1)
        same(page.complaints, [])
        same([url for url in page.requests if not url.startswith("data:")], ["file://" + REPORT])

    def policy_holds():
        page.open(REPORT)
        page.run("""document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='document.title=1'>")""")
        page.run("""document.body.append(Object.assign(document.createElement("script"), {text: "document.title = 2"}))""")
        page.run("new Promise(done => setTimeout(done, 200))")
        same(page.run("document.title"), "2 passed, 3 failed, 1 skipped, 1 error - romkit")
        same(page.run("fetch('https://example.org/').then(() => 'sent', () => 'refused')"), "refused")

    def filters():
        page.open(REPORT)
        same(page.run(VISIBLE), "hostile malformed quiet skip sub/with#hash xfail xpass")
        type_in("WITH#")
        same(page.run(VISIBLE), "sub/with#hash")
        same(page.run("shown.textContent"), "1 of 7")
        type_in("#guest marks")  # a tag and the summary
        same(page.run(VISIBLE), "hostile")
        type_in("nothing like it")
        same(page.run(VISIBLE), "")
        type_in("")
        same(page.run("shown.textContent"), "")
        click("[data-status=fail]")
        click("[data-status=error]")
        same(page.run(VISIBLE), "hostile malformed sub/with#hash")
        click("[data-status=fail]")
        same(page.run(VISIBLE), "malformed")

    def expands():
        page.open(REPORT)
        height = "document.getElementById('quiet').offsetHeight"
        before = page.run(height)
        click("#quiet > summary")
        page.run("new Promise(requestAnimationFrame)")
        if page.run(height) < before + 50:
            raise AssertionError("it did not grow")
        same(page.run("document.querySelector('#quiet code').textContent.split(' ').slice(-1)[0]"), "quiet")
        same(page.run("getComputedStyle(document.querySelector('#hostile del')).backgroundColor === "
                      "getComputedStyle(document.querySelector('#hostile ins')).backgroundColor"), False)
        same(page.run("document.querySelector('#hostile ins').textContent"),
             '+ </script><img src=x onerror="document.title=1">')
        same(page.run("[...document.getElementById('sub/with#hash').querySelectorAll('tr')].map(r => r.innerText.split(/\\s+/)[1])"
                      ".join()"), "register,ax,flags")

    def copies():
        page.open(REPORT)
        page.run("navigator.clipboard.writeText = text => { globalThis.copied = text; return Promise.resolve() }")
        click("#hostile .copy")
        page.run("new Promise(done => setTimeout(done, 50))")
        same(page.run("copied"), page.run("document.querySelector('#hostile code').textContent"))
        same(page.run("document.querySelector('#hostile .copy').textContent"), "copied")

    def links():
        page.open(REPORT + "#sub/with%23hash")
        same(page.run("document.getElementById('sub/with#hash').open"), True)
        page.open(MANY + "#group99/case9999")  # beyond what is laid out at first
        same(page.run("document.getElementById('group99/case9999').open"), True)

    def no_overflow():
        for width in (390, 320, 768, 1280):
            page.open(REPORT, width=width)
            page.run("document.querySelectorAll('details').forEach(node => { node.open = true })")
            same((width, page.run("document.documentElement.scrollWidth")), (width, width))

    def dark_and_light():
        colours = []
        for dark in (False, True):
            page.open(REPORT, dark=dark)
            colours.append(page.run("getComputedStyle(document.body).backgroundColor"))
            same(page.weak_text(), "")
        if colours[0] == colours[1]:
            raise AssertionError("both are " + colours[0])

    def without_script():
        page.open(REPORT, script=False)
        same(page.run("getComputedStyle(document.querySelector('.controls')).display"), "none")
        same(page.run("document.querySelectorAll('#cases > details').length"), 7)
        same(page.run("document.querySelector('#hostile').open"), True)

    def sorts():
        page.open(MANY)
        first = "document.querySelector('#cases > details').dataset"
        click("[data-sort=cycles]")
        same(page.run(first + ".cycles"), "10006")
        click("[data-sort=cycles]")
        same(page.run(first + ".cycles"), "0")
        click("[data-sort=wall]")
        same(page.run(first + ".wall"), "9999")
        click("[data-sort=order]")
        same(page.run("document.querySelector('#cases > details').id"), "group0/case0")

    def many():
        page.open(MANY)
        same(page.run("document.querySelectorAll('#cases > details').length"), 500)
        click("[data-status=fail]")
        same(page.run("document.querySelectorAll('#cases > details').length"), 200)
        click("[data-status=fail]")
        start = time.monotonic()
        type_in("case123")
        click("[data-sort=wall]")
        if time.monotonic() - start > 5:  # measured: 0.3 s on a busy machine
            raise AssertionError("a filter and a sort took 5 s")
        same(page.run("document.querySelectorAll('#cases > details').length"), 11)
        type_in("")
        click("#more")
        same(page.run("document.querySelectorAll('#cases > details').length"), 10000)

    test("no guest does anything, and nothing is asked for", nothing_happens)
    test("the policy holds even where a mark gets in", policy_holds)
    test("the filter and the statuses choose", filters)
    test("a case expands to its differences", expands)
    test("its command is copied", copies)
    test("a case has an address", links)
    test("nothing is wider than the window", no_overflow)
    test("dark and light, with text that can be read", dark_and_light)
    test("without the script it can be read", without_script)
    test("cycles and time sort", sorts)
    test("10,000 cases stay usable", many)
