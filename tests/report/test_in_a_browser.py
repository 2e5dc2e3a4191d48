"""The report in a real browser: it loads, sorts, searches, fits a phone, and can be read in the dark."""

from __future__ import annotations

import re

import pytest

from fsqca.study import Study
from tests.report.browser import browser
from tests.study.helpers import DATA, TEXT, write_study

#: Names that would do harm where they are not escaped.
HOSTILE = "<img src=x onerror=alert(1)>"
SWEEP = "\n[robustness.sweep]\npri = [0.4, 0.5]\n"


@pytest.fixture(scope="module")
def chromium():
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    text = TEXT.replace('"Twelve firms"', f'"Twelve {HOSTILE} firms"') + SWEEP
    study = write_study(folder, text, DATA.replace("A,north", f"{HOSTILE},north"))
    result = Study.from_toml(study).run(progress=False)
    return result.report(folder / "report.html")


@pytest.fixture
def open_page(chromium, path):
    """Open the page; what the browser complains of makes the test fail."""
    said, contexts = [], []

    def opened(width=1200, scheme="light"):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on(
            "request", lambda asked: said.append(asked.url) if asked.url[:5] not in ("file:", "data:") else 0
        )
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def column(table, at):
    """Return the texts of a column of the body that are shown."""
    rows = table.locator("tbody tr:visible").all()
    return [row.locator("th,td").nth(at).inner_text() for row in rows]


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


def table_of(page, words):
    open_all(page)
    return page.locator("table.data", has=page.locator("caption", has_text=words)).first


def test_the_page_opens_with_all_its_chapters_and_hostile_names_as_text(open_page):
    page = open_page()
    titles = [re.sub(r"^\d+\. ", "", text) for text in page.locator("main h2").all_inner_texts()]
    assert titles == [
        "Data and missing answers",
        "Descriptive statistics",
        "Calibration",
        "Necessary conditions",
        "Truth tables",
        "Sufficient conditions: the three solutions",
        "Cases: typical and deviant",
        "Groups compared",
        "The negated outcome",
        "Robustness",
        "Checklist",
        "Settings, versions and references",
    ]
    assert page.locator("h1").inner_text() == f"Twelve {HOSTILE} firms"
    assert page.locator("img:not([src^='data:'])").count() == 0
    assert HOSTILE in column(table_of(page, "Every case"), 0)


def test_landmarks_headings_and_captions_are_there_for_screen_readers(open_page):
    page = open_page()
    for landmark in ("header", "nav", "main", "footer"):
        assert page.locator(landmark).count() == 1
    assert page.locator("table").count() == page.locator("table > caption").count() > 10
    assert page.locator("img:not([alt])").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_table_is_sorted_by_click_up_down_and_back(open_page):
    table = table_of(open_page(), "Truth table for SUCCESS, All cases")
    head = table.locator("thead th", has_text="consistency")
    button = head.get_by_role("button")
    before = column(table, 5)
    button.click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(table, 5) == sorted(before, key=float)
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(table, 5) == sorted(before, key=float, reverse=True)
    button.click()
    assert head.get_attribute("aria-sort") is None
    assert column(table, 5) == before


def test_a_table_is_sorted_by_keyboard_and_the_reader_is_told(open_page):
    page = open_page()
    table = table_of(page, "Truth table for SUCCESS, All cases")
    table.get_by_role("button", name="PRI").focus()
    page.keyboard.press("Enter")
    assert page.locator("p[role=status]").text_content() == "Sorted by PRI, ascending."
    page.keyboard.press(" ")
    assert table.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    table.get_by_role("button", name="row").click()
    assert table.locator("th[aria-sort]").count() == 1


def test_rows_below_a_head_of_several_keep_it_when_they_are_sorted(open_page):
    table = table_of(open_page(), "Set memberships")
    rows = table.locator("tbody tr")
    n = rows.count()
    assert rows.nth(1).locator("th,td").count() < rows.nth(0).locator("th,td").count()
    table.get_by_role("button", name="mean").click()
    assert all(rows.nth(at).locator("th,td").count() == 8 for at in range(n))
    assert set(column(table, 0)) == {"north", "south", "All cases"}
    means = [float(text) for text in column(table, 3)]
    assert means == sorted(means)
    table.get_by_role("button", name="mean").click()
    table.get_by_role("button", name="mean").click()
    assert rows.nth(1).locator("th,td").count() < 8


def test_a_case_is_found_by_its_name(open_page):
    page = open_page()
    table = table_of(page, "Every case")
    box = page.locator(".part", has=table).first
    field = box.get_by_role("searchbox", name="Find a case")
    field.fill("onERROR")
    assert column(table, 0) == [HOSTILE]
    assert box.locator("output").inner_text() == "1 of 11 rows"
    table.get_by_role("button", name="row").click()
    assert column(table, 0) == [HOSTILE]
    field.fill("no such case")
    assert column(table, 0) == []
    field.fill("")
    assert len(column(table, 0)) == 11


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_is_wider_than_the_screen(open_page, width):
    page = open_page(width)
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CONTRAST = """() => {
  const light = text => {
    const parts = text.match(/[\\d.]+/g).slice(0, 3).map(each => {
      const share = each / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  let least = 21;
  const texts = "h1, h2, p, a, td, th, caption, summary, button, label, output";
  for (const each of document.querySelectorAll(texts)) {
    if (!each.textContent.trim()) continue;
    let behind = each, ground = "rgba(0, 0, 0, 0)";
    while (behind && ground === "rgba(0, 0, 0, 0)") {
      ground = getComputedStyle(behind).backgroundColor;
      behind = behind.parentElement;
    }
    const one = light(getComputedStyle(each).color), other = light(ground);
    least = Math.min(least, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
  }
  return [paper, least];
}"""


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(22, 25, 29)")])
def test_text_stands_out_from_its_ground(open_page, scheme, paper):
    found, contrast = open_page(scheme=scheme).evaluate(CONTRAST)
    assert found == paper
    assert contrast >= 4.5


def test_folded_tables_are_opened_for_the_printer_and_closed_again(open_page):
    page = open_page()
    closed = "document.querySelectorAll('details:not([open])').length"
    before = page.evaluate(closed)
    assert before > 5
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_without_scripts_the_page_can_still_be_read(chromium, path):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("main h2").count() == 12
    assert page.locator("table.data thead th", has_text="consistency").count() > 0
    assert page.locator(".find").count() == 0
    context.close()
