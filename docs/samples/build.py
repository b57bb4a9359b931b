"""Makes the documents of sample_docs/ from the sources beside this file, the same bytes every time.

The places in tests/samples_phrases.tsv hold for the layout as committed: other versions of the
fonts or of Typst may break lines elsewhere.

    pip install typst==0.15.2 pillow && apt-get install qpdf fonts-liberation fonts-noto-core fonts-noto-cjk
    python docs/samples/build.py
"""

import io
import random
import subprocess
import tempfile
from pathlib import Path

import typst
from PIL import Image

SOURCES = Path(__file__).resolve().parent
TARGET = SOURCES.parents[1] / "sample_docs"
EPOCH = 1577836800  # 2020-01-01: the date that the files carry.
PASSWORD = "plenary"

TYPESET = {
    "2009/azerbaijan-upr-recommendations.pdf": "azerbaijan-2009",
    "2014/A_HRC_28_15_slovenia.pdf": "slovenia-2014",
    "2014/jordan-upr-outcome-ar.pdf": "jordan-ar",
    "2018/azerbaijan-upr-outcome.pdf": "azerbaijan-2018",
    "2018/azerbaijan-adoption-statement.pdf": "azerbaijan-statement",
    "2018/senegal-rapport-epu.pdf": "senegal-fr",
    "2019/mexico-examen-periodico-universal.pdf": "mexico-es",
    "statements/2010-right-to-water.pdf": "right-to-water",
    "statements/2021-ethiopia-special-session.pdf": "ethiopia-special-session",
    "treaty-bodies/bangladesh-cedaw-zh.pdf": "bangladesh-zh",
    "treaty-bodies/belarus-ccpr-ru.pdf": "belarus-ru",
    "treaty-bodies/new-zealand-cedaw.pdf": "new-zealand-cedaw",
}

# Target, source, encoding (with its byte order mark where it has one), line end.
PLAIN = [
    ("2018/canada-upr-outcome.txt", "canada.txt", "utf-8", "\r\n"),
    ("2018/russian-federation-upr.txt", "russian-federation.txt", "windows-1251", "\r\n"),
    ("2018/upr-31-timetable.md", "upr-31-timetable.md", "utf-8", "\n"),
    ("2019/costa-rica-examen-periodico-universal.txt", "costa-rica.txt", "utf-16", "\r\n"),
    ("statements/NZL_73_2018.txt", "new-zealand-general-debate.txt", "utf-8-sig", "\r\n"),
    ("statements/1948-declaration-ar.txt", "declaration-ar.txt", "utf-8", "\n"),
    ("statements/principes-de-paris.md", "principes-de-paris.md", "utf-8", "\n"),
    ("treaty-bodies/ccpr-general-comment-36.md", "general-comment-36.md", "utf-8", "\n"),
]


def main() -> None:
    for target, source in TYPESET.items():
        write(target, typeset(source))
    for target, source, encoding, line_end in PLAIN:
        write(target, plain(source, encoding, line_end))
    write("treaty-bodies/sweden-cerd-2018.pdf", encrypted(typeset("sweden-cerd")))
    write("2019/slovenia-truncated.pdf", truncated(typeset("slovenia-2014")))
    write("statements/1948-declaration-scan.pdf", scanned("declaration-scan"))


def write(target: str, content: bytes) -> None:
    path = TARGET / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def typeset(source: str, **options) -> bytes:
    return typst.compile(SOURCES / f"{source}.typ", root=SOURCES, timestamp=EPOCH, pdf_tags=False, **options)


def plain(source: str, encoding: str, line_end: str) -> bytes:
    """A line that begins with @ in the source begins a new page."""
    text = (SOURCES / "text" / source).read_text("utf-8")
    text = text.replace("\n@\n", "\n\f\n").replace("\n", line_end)
    if encoding == "utf-16":  # Little-endian on every machine.
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(encoding)


def encrypted(pdf: bytes) -> bytes:
    """Asks for the password PASSWORD. qpdf salts its keys, but not with its testing switches."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.pdf"), Path(folder, "after.pdf")
        before.write_bytes(pdf)
        subprocess.run(
            ["qpdf", "--static-id", "--static-aes-iv", "--allow-weak-crypto",
             "--encrypt", PASSWORD, PASSWORD, "128", "--use-aes=y", "--", before, after],
            check=True,
        )  # fmt: skip
        return after.read_bytes()


def truncated(pdf: bytes) -> bytes:
    """Breaks off before the first page object: a download that failed at once."""
    return pdf[:400]


def scanned(source: str) -> bytes:
    """A picture of the page, slightly crooked and with specks, as a scanner makes it."""
    page = Image.open(io.BytesIO(typeset(source, format="png", ppi=110))).convert("L")
    page = page.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=250)
    specks = random.Random(1948)
    for _ in range(400):
        page.putpixel((specks.randrange(page.width), specks.randrange(page.height)), 90)
    with tempfile.TemporaryDirectory() as folder:
        page.quantize(8).save(Path(folder, "page.png"), optimize=True)
        sheet = Path(folder, "sheet.typ")
        sheet.write_text(
            '#set document(date: none)\n#set page("a5", margin: 0pt)\n#image("page.png", width: 100%)'
        )
        return typst.compile(sheet, root=folder, timestamp=EPOCH, pdf_tags=False)


if __name__ == "__main__":
    main()
