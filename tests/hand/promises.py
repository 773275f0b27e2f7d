"""What must hold over every carrier of a share: functions named for the promise they test.

Each goes on where another ended, needs the story's first two devices, those of two officers in two places, and
returns what was seen. The roster travels first.
"""

import json

from gridlog.core.plan import WANTED
from gridlog.store.file import MARKER
from tests.hand.story import Device, Story, must, names, published

ROSTER = {
    "grids.csv": "code,name,level,parent\nZ,试验区,zone,\nA,板块甲,block,Z\nA-1,甲一网格,grid,A\nA-2,甲二网格,grid,A\n",
    "officers.csv": "code,name,grid,role,quota,phone\nP1,张三,A-1,officer,,\nP2,李四,A-2,officer,,\n",
    "enterprises.csv": "code,name,grid,industry,scale,key,status\nE1,禾木家居有限公司,A-1,家居,规上,1,投产\n"
    "E2,蓝天光伏,A-2,光伏,规上,1,在建\n",
}


def the_roster_travels(story: Story) -> str:
    """One officer makes the share, the other joins it once its marker has come."""
    one, other = story.devices
    (_, said, code) = story.ended(other.start(story.now, ["share", "join", str(other.share), "--yes"]))
    must(code == 5 and not other.log.exists(), f"joined what is no share: exit {code}, {said!r}")
    for name, text in ROSTER.items():
        (story.folder / name).write_text(text, encoding="utf-8")
    story.do(one, "roster", "import", *(str(story.folder / name) for name in ROSTER))
    story.do(one, "share", "create", str(one.share), "--zone", "试验区")
    story.settle()
    must((other.share / MARKER).is_file(), "no marker came")
    story.do(other, "share", "join", str(other.share), "--yes")
    return story.same()


def a_day_of_two_officers_adds_up(story: Story) -> str:
    """Both log visits and raise issues, and both correct the same visit before either has seen the other's."""
    one, other = story.devices
    visit = story.made(one, "visit", "add", "E1", "--note", "首次走访")
    issue = story.made(other, "issue", "raise", "E2", "午后电压波动", "--category", "POWER")
    story.sync_until_quiet()
    for minute, device in enumerate((one, other)):
        story.pass_by(minutes=minute)
        story.do(device, "visit", "edit", visit, "--note", f"{device.name}改过", "--reason", "补充")
        story.do(device, "issue", "assign", issue, device.officer)
        story.do(device, "visit", "add", "E2", "--note", f"{device.name}走访", "--issue", "招工缺口")
    rounds = story.sync_until_quiet()
    seen = story.same()
    heads = json.loads(story.do(one, "conflicts", "--json"))
    must(len(heads) == 4, f"{len(heads)} conflicting edits instead of two of a visit and two of an issue")
    (note,) = (
        found["note"]
        for found in json.loads(story.do(one, "export", "visits", "--json"))
        if found["id"] == visit
    )
    must(note == f"{other.name}改过", f"the later edit was to stand, not {note!r}")
    return f"{seen}, {rounds} rounds"


def copies_under_other_names_do_no_harm(story: Story) -> str:
    """Whole and torn copies, named as folder-syncers and people name them, add nothing and take nothing away."""
    one, other = story.devices
    original = published(story, one, "有副本的一条")
    content, stem = original.read_bytes(), original.name.removesuffix(".jsonl.gz")
    copies = (f"{stem}.sync-conflict-20261122-120000-ABCDEFG.jsonl.gz", f"{stem}.jsonl - 副本.gz")
    story.settle()
    for name in copies:
        (other.log / name).write_bytes(content)
    torn = other.log / f"{stem} (1).jsonl.gz"
    torn.write_bytes(content[: len(content) // 2])
    story.settle()
    done = story.sync(other)
    must(done.came == 1, f"{done.came} events came instead of one")
    must(torn.name in done.said, f"no warning of the torn copy: {done.said!r}")
    story.settle()
    torn.unlink()
    story.sync_until_quiet()
    must(names(one) >= set(copies), "a copy was taken away")
    return f"{len(copies)} whole copies, 1 torn; {story.same()}"


def a_deleted_file_is_put_back(story: Story) -> str:
    """A user deletes a file on the share; a device that holds it puts it back, byte for byte."""
    one, other = story.devices
    file = published(story, one, "将被删除的一条")
    content = file.read_bytes()
    story.sync_until_quiet()
    (other.log / file.name).unlink()
    story.settle()
    must(not file.exists(), "the deletion did not travel")
    done = story.sync(other)
    must(done.mended == 1, f"{done.mended} files put back instead of one")
    story.settle()
    must(file.read_bytes() == content, "other bytes came back")
    story.sync_until_quiet()
    return f"by a device that had only read it; {story.same()}"


def a_truncated_file_is_asked_for_and_put_back(story: Story) -> str:
    """What never arrives whole is reported, after ten minutes asked for, and put back by who holds it."""
    one, other = story.devices
    name = published(story, one, "只传了一半的一条").name
    story.settle()
    file = other.log / name
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    story.settle()
    first = story.sync(other)
    must(file.name in first.said and first.came == 0, f"not reported: {first.said!r}")
    story.settle()
    must(file.name + WANTED not in names(other), "asked for at once")
    story.pass_by(minutes=11)
    story.sync(other)
    must(file.name + WANTED in names(other), "not asked for after 11 minutes")
    story.settle()
    mended = story.sync(one).mended
    must(mended == 1, f"the holder put {mended} files back instead of one")
    story.settle()
    must(file.read_bytes() == whole, "not whole again")
    must(file.name + WANTED not in names(other), "the question stayed")
    must(story.sync(other).came == 1, "the visit did not come")
    story.pass_by(minutes=11)
    story.sync_until_quiet()
    return f"{len(whole) // 2} of {len(whole)} bytes, then all; {story.same()}"


def small_files_become_one_and_go_a_day_later(story: Story) -> str:
    """Eight small files are packed; what the pack covers goes a day later, and does no harm if it comes again."""
    one, other = story.devices
    first = names(one)
    for number in range(8):
        story.do(one, "visit", "add", "E1", "--note", f"第{number}条")
        story.sync(one)
    story.sync_until_quiet()
    before = names(one)
    kept = {name: (one.log / name).read_bytes() for name in before}
    story.pass_by(hours=25)
    story.sync_until_quiet()
    gone = before - names(one)
    must(len(gone) >= 8, f"{len(gone)} files were deleted, of {len(before)}")
    must(names(other) == names(one), "deletions did not travel")
    back = min(gone)
    (other.log / back).write_bytes(kept[back])
    story.settle()
    must(story.sync(other).came == 0, "a file that came again was applied again")
    story.sync_until_quiet()
    must(back not in names(other), "a covered file that came again stays")
    return f"{len(first)} files, then {len(before)}, then {len(names(one))}; {story.same()}"


def a_newcomer_reads_everything(story: Story) -> str:
    """A third device, empty, joins at the second one's place and knows what all know."""
    third = story.joins("third", "P2", story.devices[1].share)
    story.do(third, "share", "join", str(third.share), "--yes")
    story.sync_until_quiet()
    return story.same()


def a_sync_with_nothing_to_do_changes_nothing(story: Story) -> str:
    """No device has news: no file on the share is made, changed or removed."""
    story.sync_until_quiet()
    before = [_stamps(device) for device in story.devices]
    for device in story.devices:
        done = story.sync(device)
        must(sum(done[:4]) == 0, f"{device.name}: {done.said!r}")
    must(before == [_stamps(device) for device in story.devices], "a file of the share changed")
    return f"{len(before[0])} files as they were"


def _stamps(device: Device) -> list[tuple[str, int, int]]:
    return sorted((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in device.log.iterdir())
