"""Any file at any importer: one that cannot be taken in is told in sentences, and nothing of it is kept."""

import csv
import io
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Run, events

# The importers, and headings that each of them knows.
IMPORTERS = {
    "visit import": "date,enterprise,officer,participants,method,kind,contact,title,phone,note,recorded_at,id,void",
    "roster import": "code,name,level,parent,grid,role,quota,phone,uscc,industry,scale,key,status,序号,所属板块,企业名称",
    "calendar import": "date,kind,name,日期,类型",
    "project import": "code,name,enterprise,level,investment,project,milestone,plan,actual,date,done,people,week,planned",
    "plan import": "enterprise,goal,period,state,leader,officer,review,text,owner,due",
    "station import": "code,name,block,place,phone,date,station,shift,officer,standin,leader",
    "indicator import": "month,enterprise,key,value,2025-10,应税销售,企业名称",
    "premises import": "code,name,park,part,kind,area,floor,load,height,power,price,owner,status,premises,from,until",
}
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "E1",
            "P1",
            "张三",
            "2025-11-20",
            "2025-10",
            "2025-W47",
            "onsite",
            "1e999",
            "½",
            "１２",
            "-3",
            "NaN",
            "合计",
        ]
    ),
    st.sampled_from(
        [
            "=1+1",
            "'x",
            "1.3800000008E10",
            "0001-01-01",
            "9999-12-31",
            "#N/A",
            "注：",
            "zone",
            "\u202e",
            "\x00",
        ]
    ),
    st.text(max_size=12),
)


def _file(
    headings: list[str], rows: list[list[str]], encoding: str, delimiter: str, cut: int | None
) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    return text.getvalue().encode(encoding, "replace")[:cut]


@pytest.mark.parametrize("command", IMPORTERS)
def test_no_file_ends_in_a_traceback_and_a_refused_one_keeps_nothing(
    run: Run, small: Path, tmp_path: Path, command: str
) -> None:
    known = IMPORTERS[command].split(",")
    before = events(tmp_path)
    kept = (tmp_path / "zone.db").read_bytes()

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        headings=st.lists(st.one_of(st.sampled_from(known), st.text(max_size=6)), min_size=1, max_size=8),
        rows=st.lists(st.lists(CELLS, max_size=9), max_size=6),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
        delimiter=st.sampled_from([",", "\t", ";"]),
        cut=st.one_of(st.none(), st.integers(0, 90)),
    )
    def taken(
        headings: list[str], rows: list[list[str]], encoding: str, delimiter: str, cut: int | None
    ) -> None:
        path = small / "any.csv"
        path.write_bytes(_file(headings, rows, encoding, delimiter, cut))
        done = run([*command.split(), str(path)])
        assert done.code in (0, 2, 3, 4), (done.code, done.err)
        assert "Traceback" not in done.err
        if done.code:
            assert any(line.startswith("错误") for line in done.err.splitlines()), done.err
            assert events(tmp_path) == before
        else:
            (tmp_path / "zone.db").write_bytes(kept)

    taken()


@pytest.mark.parametrize("command", IMPORTERS)
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".xls", ".ods"])
def test_random_bytes_are_refused_in_sentences(
    run: Run, small: Path, tmp_path: Path, command: str, ending: str
) -> None:
    random = Random(f"{command}{ending}")  # noqa: S311  # repeatable bytes, no secret
    before = events(tmp_path)
    path = small / f"any{ending}"
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"):
        path.write_bytes(start + random.randbytes(400))
        done = run([*command.split(), str(path)])
        assert done.code in (2, 4), (done.code, done.err)
        assert done.err.startswith("错误"), done.err
        assert events(tmp_path) == before
