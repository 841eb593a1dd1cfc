"""On paper: LaTeX compiles, HTML is sound, CSV and Mermaid are read back; no name is markup."""

import csv
import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import shapeproof as sp
from shapeproof.cli import main
from shapeproof.render.formulas import LATEX
from tests.reading_back import of_mathml
from tests.sampling import sampled

CASES = Path(__file__).parent / "cases" / "commands"
NAMES = (
    "a<script>alert(1)</script>",
    "x\"y'z</style></table>",
    "&lt;b&gt; <!-- -->",
    "=HYPERLINK(1)",
    "rtl\u202eabc\u200b\x07",
    "中文|pipe`tick`",
    "50%_#{}~^\\input{x}$",
    r"\end{document}",
    '"]:::x --> n1["%%{init: {}}%%',
    "- **bold** [l](u) ![i](u)",
    "[1cm] after a row",
    "* so too",
    "שלום αβγ é 😀 e\u0301 -- <<>> ,,",
    "long_" * 40,
    "很长的名字" * 12,
)
HOSTILE = (
    "inner = Sequential([Input((8,)), "
    + ", ".join(f"Dense({i + 2}, name={name!r})" for i, name in enumerate(NAMES))
    + "], name='</details>')\n"
    "x = Input((8,), name='<img src=x>')\n"
    f"model = Model(x, Add()([inner(x), Dense({len(NAMES) + 1}, name='| | \\n| ---')(x)]))\n"
)
WRONG = "model = Sequential([Input((28, 28, 1)), Conv2D(8, 3), Conv2D(8, 40)])"


@pytest.fixture(scope="module")
def hostile() -> sp.Report:
    report = sp.explain(HOSTILE)
    assert {row.call.path.removeprefix("</details>.") for row in report.rows} >= set(NAMES)
    return report


def of_case(name: str) -> sp.Report:
    return sp.explain(CASES / name)


def sources() -> list[str]:
    """Those that say by themselves which model they are of, and what it reads."""
    asked = {"own.py", "torch_several.py"}
    return sorted(path.name for path in CASES.glob("*.py") if path.name not in asked)


# --- HTML

VOID = {"meta", "br", "wbr"}
ALLOWED = {
    *("html", "head", "body", "main", "title", "meta", "style", "div", "table", "caption"),
    *("h1", "thead", "tbody", "tr", "th", "td", "details", "summary", "span", "p", "strong"),
    *("ul", "li", "a", "bdi", "code", "pre", "math", "mrow", "mfrac", "mn", "mi", "mo", "mtext"),
}
ATTRIBUTES = {"class", "colspan", "content", "display", "href", "id", "lang", "name", "scope",
              "charset", "stretchy", "role", "aria-label", "tabindex", "style"}  # fmt: skip


class Strict(HTMLParser):
    """Reads a page, and takes nothing that is open, unknown or that could run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            assert name != "style" or value in ("text-align:left", "display:none")
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


@pytest.mark.parametrize("name", sources())
@pytest.mark.parametrize("language", sampled(["zh", "en"], every=2))
def test_a_page_is_sound_and_its_links_lead_somewhere(name: str, language: str) -> None:
    report = of_case(name)
    page = Strict(report.to_html(language))
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    for row in report.rows:
        assert row.call.path in page.text


def test_no_name_is_markup_in_a_page(hostile: sp.Report) -> None:
    page = Strict(hostile.to_html())
    for name in NAMES[:4] + NAMES[5:]:
        assert name in page.text
    assert "rtlU+202EabcU+200BU+0007" in page.text
    Strict(hostile._repr_mimebundle_()["text/html"])
    Strict(hostile[NAMES[0]].to_html())


def test_a_page_runs_nothing_and_asks_for_nothing(hostile: sp.Report) -> None:
    page = hostile.to_html()
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert "@import" not in style
    assert "url(" not in style


def test_a_page_is_for_who_hears_it_and_for_who_has_no_mouse() -> None:
    report = of_case("conv1d.py")
    assert "<h1>sequential (Sequential)</h1>" in report.to_html()
    assert "<h1>conv1d_1 (Conv1D), line 3: (None, 21, 7)" in report["conv1d_1"].to_html()
    shown = report._repr_mimebundle_()["text/html"]
    assert "<h1" not in shown  # a notebook lists its headings
    linked = [one for one in re.findall("<math.*?</math>", shown) if "<a " in one]
    said = [
        re.match('<math display="block" role="group" aria-label="(.*?)">', one) for one in linked
    ]
    assert all(said)
    assert "output steps = steps - kernel_size + 1" in [one[1] for one in said if one]
    assert "= 21 - 16 + 1 = 6" in [one[1] for one in said if one]
    assert all(" tabindex=" in one for one in re.findall("<pre.*?>", shown))


def test_equations_of_a_page_hold() -> None:
    """What stands in numbers on the sides of each = sign is the same."""
    page = of_case("attention.py").to_html()
    shown = re.sub("</?a[^>]*>", "", page)
    checked = 0
    for math in re.findall(r"<math[^>]*>(.*?)</math>", shown):
        sides = [side for side in math.split("<mo>=</mo>") if side and "<mtext>" not in side]
        numbers = [of_mathml(side) for side in sides]
        assert len(set(numbers)) <= 1, math
        checked += len(numbers) > 1
    assert checked > 20


def test_a_number_leads_to_the_layer_that_it_came_from() -> None:
    page = of_case("conv1d.py").to_html()
    ids = re.findall(r'<tbody id="([^"]+)">', page)
    second = page.partition(f'<tbody id="{ids[1]}">')[2].partition("</tbody>")[0]
    assert f'<mn><a href="#{ids[0]}">21</a></mn><mo>−</mo><mn>16</mn>' in second


def test_layers_inside_a_model_lead_to_one_another() -> None:
    page = of_case("nested.py").to_html()
    assert re.search(r'<a href="#[^"]+"><bdi>encoder.flatten</bdi></a>', page)
    assert re.search(r'<a href="#[^"]+"><bdi>encoder</bdi></a>', page)


def test_layers_that_are_alike_are_derived_once() -> None:
    source = "model = Sequential([Input((8, 8, 4))] + [Conv2D(4, 3, padding='same') for _ in N])"
    pages = [sp.explain(source.replace("N", f"range({n})")).to_html() for n in (10, 1000)]
    assert [page.count("looks at 3×3 places") for page in pages] == [1, 1]
    assert len(pages[1]) < 800_000


# --- notebooks


def test_what_a_host_leaves_of_the_html_can_be_read() -> None:
    """Mails, GitHub, and JupyterLab where it trusts nobody take styles and MathML away."""
    pooling = of_case("conv1d.py")["max_pooling1d"]._repr_mimebundle_()["text/html"]
    left = re.sub("<style>.*?</style>|<[^>]*>", "", pooling, flags=re.DOTALL)
    assert "output steps=⌊(steps−pool_size)/(pool_size)⌋+1\n=(6−3)/(3)+1=2" in left
    shown = of_case("conv1d.py")._repr_mimebundle_()["text/html"]
    held = re.findall(r'<t[hd] (?:scope="row"|colspan="4") style="text-align:left">', shown)
    assert len(held) == 6  # notebooks put what is in a table to the right
    assert not re.search("<d[ltd]>", shown)  # and let these float


def test_results_show_themselves_in_a_notebook(hostile: sp.Report) -> None:
    conv1d = of_case("conv1d.py")
    results: list[Any] = [
        conv1d,
        conv1d["conv1d"],
        sp.keras.Conv1D(filters=7, kernel_size=40)((None, 60, 1)),
        conv1d.expect(4),
        sp.why(conv1d, "max_pooling1d", expected=4),
        sp.fix(WRONG),
        sp.fix(error="mat1 and mat2 shapes cannot be multiplied (1x50 and 60x10)"),
        sp.solve(conv1d, "conv1d.kernel_size", output=(None, 2, 10)),
        sp.sweep(conv1d, vary={"conv1d.kernel_size": [39, 40]}),
    ]
    for result in results:
        bundle = result._repr_mimebundle_(None, None)
        assert bundle["text/plain"] == repr(result)
        page = Strict(bundle["text/html"])
        assert len(page.text) > 100
        assert result._repr_mimebundle_(include={"text/plain"}).keys() == {"text/plain"}
        assert result._repr_mimebundle_(exclude={"text/html"}).keys() == {"text/plain"}


# --- LaTeX

ENGINES = [engine for engine in ("pdflatex", "xelatex", "tectonic") if shutil.which(engine)]


def compiled(engine: str, source: str, folder: Path) -> str:
    """The text of the PDF, or "" where nobody can read it; it stops at the first error."""
    (folder / "paper.tex").write_text(source, encoding="utf-8")
    strict = [] if engine == "tectonic" else ["-halt-on-error", "-interaction=nonstopmode"]
    run = subprocess.run([engine, *strict, "paper.tex"], cwd=folder, capture_output=True)
    assert run.returncode == 0, run.stdout.decode(errors="replace")[-2000:]
    if not shutil.which("pdftotext"):
        return ""
    command = ["pdftotext", "-layout", "paper.pdf", "-"]
    text = subprocess.run(command, cwd=folder, capture_output=True).stdout.decode()
    return " ".join(text.split())


@pytest.mark.skipif("pdflatex" not in ENGINES, reason="pdflatex is not installed")
def test_hostile_names_letters_and_problems_compile(
    hostile: sp.Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One document of all of them, as `show` makes it."""
    (tmp_path / "hostile.py").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    models = [tmp_path / "hostile.py", tmp_path / "wrong.py", CASES / "torch_gpt.py"]
    main(["show", *map(str, models), "--format", "latex"])
    text = compiled("pdflatex", capsys.readouterr().out, tmp_path)
    for said in ("50%_#{}~", r"\end{document}", "a<script>", "U+202E", "a window of 40"):
        assert not text or said in text, said
    log = (tmp_path / "paper.log").read_text(encoding="utf-8", errors="replace")
    assert max(map(float, re.findall(r"Overfull .hbox \(([\d.]+)pt", log)), default=0) < 20


def test_an_arrow_is_one_wherever_a_heading_may_break() -> None:
    text = of_case("attention.py").to_latex()
    headings = re.findall(r"\\subsection\*\{(.*)\}", text)
    assert len(headings) > 3
    assert all(r"$\to$" in heading and "->" not in heading for heading in headings)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_compiles(
    engine: str, language: str, tmp_path: Path, hostile: sp.Report
) -> None:
    reports = [*map(of_case, sources()), hostile, sp.explain(CASES / "conv1d.py", ("N", "L", 1))]
    for number, report in enumerate(reports):
        folder = tmp_path / str(number)
        folder.mkdir()
        text = compiled(engine, report.to_latex(language), folder)
        if engine == "xelatex" and language == "zh" and text:
            assert "层" in text
    folder = tmp_path / "said"
    folder.mkdir()
    page = folder / "out.tex"
    for arguments in (["why", str(CASES / "gru.py")], ["fix", str(CASES / "torch_wrong.py")]):
        main([*arguments, "--format", "latex", "--lang", language, "--output-file", str(page)])
        compiled(engine, page.read_text(encoding="utf-8"), folder)


def test_a_paper_may_take_what_stands_between_the_marks() -> None:
    whole = of_case("conv1d.py").to_latex()
    head, _, rest = whole.partition("% shapeproof: begin\n")
    body, _, tail = rest.partition("% shapeproof: end\n")
    assert "usepackage" not in body
    assert r"\usepackage{amsmath, array, booktabs, iftex, longtable}" in head
    assert tail == "\\end{document}\n"
    assert r"$\displaystyle \text{output steps} = \text{steps} - \text{kernel\_size} + 1$" in body
    assert r"\frac{6 - 3}{3} + 1 = 2" in body
    assert r"\left\lfloor \frac{\text{steps} - \text{pool\_size}}{\text{pool\_size}}" in body


def test_chinese_asks_for_an_engine_that_knows_it() -> None:
    report = of_case("conv1d.py")
    assert report.to_latex("zh").startswith("% !TeX program = xelatex\n")
    assert "{ctex}" in report.to_latex("zh")
    assert "ctex" not in report.to_latex()
    smile = sp.explain("model = Sequential([Input((8,)), Dense(2, name='😀')])").to_latex()
    assert smile.startswith(r"\documentclass")


def test_a_page_writes_a_leaf_of_a_formula_in_its_own_way() -> None:
    from shapeproof.algebra.formula import Name
    from shapeproof.algebra.notation import formula, worked

    marked = LATEX._replace(quantity=lambda leaf, text: f"<{leaf.name}:{text}>"
                            if isinstance(leaf, Name) else text)  # fmt: skip
    steps, filters = Name("steps", 60), Name("filters", 7)
    assert worked(steps * filters, marked) == r"<steps:60> \times <filters:7> = 420"
    assert formula(steps + 1, notation=marked) == "<steps:steps> + 1"
    assert worked(steps, marked) == "<steps:60>"


# --- CSV


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", sources())
def test_a_line_a_call_with_the_numbers_of_the_document(name: str) -> None:
    report = of_case(name)
    layers = report.to_dict()["layers"]
    rows = rows_of(report.to_csv())
    assert [row["path"] for row in rows] == [layer["path"] for layer in layers]
    for row, layer in zip(rows, layers):
        for number in ("params", "macs", "flops"):
            assert row[number] == ("" if layer[number] is None else str(layer[number]))
        learnt = [w for w in layer["weights"] if w["trainable"] and "kind" not in w]
        assert bool(int(row["trainable"])) == bool(learnt)
        if layer["at"]:
            assert row["line"].rpartition(":")[2] == str(layer["at"]["line"])


def test_what_is_worked_out_stands_beside_the_numbers() -> None:
    [first, *_] = rows_of(of_case("conv1d.py").to_csv())
    assert (first["inputs"], first["outputs"]) == ("(None, 60, 1)", "(None, 21, 7)")
    assert first["output_worked"] == "output steps: 60 - 40 + 1 = 21"
    assert first["params_worked"] == "(40*1 + 1)*7 = 287"
    [_, second, *_] = rows_of(of_case("attention.py").to_csv())
    assert second["params_worked"].endswith("; 4160 + 4160 + 4160 + 4160 = 16640")


def test_no_cell_is_a_formula_of_a_spreadsheet(hostile: sp.Report) -> None:
    for text in (hostile.to_csv(), hostile[NAMES[0]].to_csv()):
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r")]
    model = sp.explain("model = Sequential([Input((8,)), Dense(2, name='=1+1')])")
    assert rows_of(model.to_csv())[0]["path"] == "'=1+1"


# --- Mermaid

LABEL = r'"(?:[\w .,()/+=:]|<br>|#\d+;)*"'
NODE = re.compile(rf"(n\d+)(?:\[{LABEL}\]|\(\[{LABEL}\]\)|\({LABEL}\)|\[\[{LABEL}\]\])(:::failed)?")
EDGE = re.compile(rf"(n\d+) (?:-->|-\.->)(?:\|{LABEL}\|)? (n\d+)")
FRAME = re.compile(rf"subgraph (n\d+)\[{LABEL}\]")


def checked(chart: str) -> tuple[set[str], list[tuple[str, str]]]:
    """The boxes and edges of a flowchart, held to Mermaid's grammar."""
    first, *lines = map(str.strip, chart.splitlines())
    assert first == "flowchart TD"
    boxes, edges, depth = list[str](), list[tuple[str, str]](), 0
    for line in lines:
        if frame := FRAME.fullmatch(line):
            boxes.append(frame[1])
            depth += 1
        elif node := NODE.fullmatch(line):
            boxes.append(node[1])
        elif edge := EDGE.fullmatch(line):
            edges.append((edge[1], edge[2]))
        elif line == "end":
            depth -= 1
        else:
            assert line == "direction TB" or line.startswith("classDef failed "), line
    assert depth == 0
    assert len(set(boxes)) == len(boxes)
    assert {end for edge in edges for end in edge} <= set(boxes)
    return set(boxes), edges


@pytest.mark.parametrize("name", sources())
def test_a_flowchart_keeps_to_the_grammar(name: str) -> None:
    boxes, edges = checked(of_case(name).to_mermaid())
    assert boxes
    assert edges


def test_no_name_is_grammar_of_a_flowchart(hostile: sp.Report) -> None:
    chart = hostile.to_mermaid()
    boxes, _ = checked(chart)
    assert len(boxes) == len(NAMES) + 6  # an input within, inner, input, the last two, output
    assert "%%" not in chart


def test_shapes_stand_on_the_edges_and_models_in_one_chart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["show", str(CASES / "conv1d.py"), str(CASES / "torch_wrong.py"), "--format", "mermaid"])
    chart = capsys.readouterr().out
    checked(chart)
    assert '-->|"(None, 21, 7)"|' in chart
    assert chart.count("flowchart") == 1
    assert ":::failed" in chart


def test_a_chart_larger_than_mermaid_draws_is_refused_with_the_way_out() -> None:
    """Mermaid 11 draws 500 arrows, and not one more."""
    chain = "net = nn.Sequential(*[nn.Linear(8, 8) for _ in range({})])"
    chart = sp.explain(chain.format(499), (1, 8)).to_mermaid()
    assert chart.count("-->") == 500
    with pytest.raises(
        sp.ShapeproofError, match=r"at most 500 arrows.* \(--depth 1\), or take svg"
    ):
        sp.explain(chain.format(500), (1, 8)).to_mermaid()
    nested = "model = Sequential([Input((8,)), Sequential([Dense(8) for _ in range(600)])])"
    assert sp.explain(nested).to_mermaid(depth=1).count("-->") == 2


# --- Markdown


def test_no_name_breaks_a_table_of_markdown(hostile: sp.Report) -> None:
    lines = hostile.to_markdown().splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + len(NAMES) + 3
    for row in rows:
        assert len(re.split(r"(?<!\\)\|", row)) == 7
    assert "<script" not in hostile.to_markdown().replace("`", "")


def test_a_derivation_is_lists_under_a_heading() -> None:
    told = of_case("conv1d.py")["max_pooling1d"].to_markdown().splitlines()
    assert (
        told[0] == r"### max\_pooling1d (MaxPooling1D), line 4: (None, 6, 10) -&gt; (None, 2, 10)"
    )
    assert "so `strides` is 3." in told[2]
    assert told[told.index("**Output**") + 2 :][:2] == [
        "- (batch, output steps, channels) = (None, 2, 10)",
        "- `output steps = floor((steps - pool_size)/pool_size) + 1`<br>`= (6 - 3)/3 + 1 = 2`",
    ]
    assert told[-6:] == [
        "```text",
        "steps, 6 in all, read by output (0, i, 0)",
        "   i  012345",
        "   0  ###···  0..2",
        "   1  ···###  3..5",
        "```",
    ]


def test_a_drawing_stands_in_a_fence_that_nothing_closes() -> None:
    from shapeproof.render.markdown import verbatim

    told = verbatim("a\n```\n````\nb")
    fence, *_, last = told.splitlines()
    assert fence == "`````text"
    assert last == "`````"


# --- all commands

ANSWERS = [
    ["why", "conv1d.py", "max_pooling1d", "--expected", "4"],
    ["why", "conv1d.py", "conv1d_1", "--cell", "0,3,5"],
    ["fix", "torch_wrong.py"],
    ["solve", "conv1d.py", "conv1d.kernel_size", "--output", "None,2,10"],
    ["sweep", "conv1d.py", "--vary", "conv1d.kernel_size=39:40"],
]


@pytest.mark.parametrize("command", ANSWERS, ids=lambda words: " ".join(words[:1] + words[-2:]))
@pytest.mark.parametrize("format", ["markdown", "html", "latex"])
def test_answers_in_words_stand_in_a_document_as_they_are(
    command: list[str],
    format: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(CASES)
    code = main([*command, "--format", "text"])
    told = capsys.readouterr().out.rstrip()
    assert main([*command, "--format", format]) == code
    document = capsys.readouterr().out
    if format == "markdown":
        assert document == f"```text\n{told}\n```\n"
    if format == "html":
        assert told in Strict(document).text
    if format == "latex":
        assert document.count("\\\\\n") == told.count("\n")


@pytest.mark.parametrize("format", ["mermaid", "csv"])
@pytest.mark.parametrize("command", ANSWERS[:4], ids=lambda words: " ".join(words[:1] + words[-2:]))
def test_answers_in_words_are_no_chart_and_no_table(
    command: list[str],
    format: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(CASES)
    try:
        code = main([*command, "--format", format])
    except SystemExit as stopped:
        code = int(str(stopped.code))
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert format in err


def test_mathml_of_a_page_is_well_formed(hostile: sp.Report) -> None:
    for math in re.findall(r"<math.*?</math>", hostile.to_html()):
        ElementTree.fromstring(math)
