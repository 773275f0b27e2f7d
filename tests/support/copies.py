"""Names that a folder syncer gives to copies."""

SEGMENTS = {
    "a proper name": "{}.jsonl.gz",
    "Dropbox": "{} (conflicted copy 2026-11-22).jsonl.gz",
    "Dropbox, whose": "{} (Li Si's conflicted copy 2026-11-22).jsonl.gz",
    "Dropbox, before the last dot": "{}.jsonl (conflicted copy 2026-11-22 1).gz",
    "Dropbox, case": "{} (Case Conflict).jsonl.gz",
    "Syncthing": "{}.sync-conflict-20261122-101500-ABCDEFG.jsonl.gz",
    "Syncthing, before the last dot": "{}.jsonl.sync-conflict-20261122-101500-ABCDEFG.gz",
    "Syncthing, at the end": "{}.jsonl.gz.sync-conflict-20261122-101500-ABCDEFG",
    "OneDrive": "{}-OFFICE-PC.jsonl.gz",
    "OneDrive, before the last dot": "{}.jsonl-OFFICE-PC.gz",
    "OneDrive, again": "{}-OFFICE-PC-2.jsonl.gz",
    "Nextcloud": "{} (conflicted copy 2026-11-22 101500).jsonl.gz",
    "Nextcloud, in German": "{}.jsonl (In Konflikt stehende Kopie 2026-11-22).gz",
    "Windows": "{} (1).jsonl.gz",
    "Windows, before the last dot": "{}.jsonl (1).gz",
    "Windows, at the end": "{}.jsonl.gz (1)",
    "Windows, copied": "{} - Copy.jsonl.gz",
    "Windows, copied in Chinese": "{} - 副本.jsonl.gz",
    "macOS": "{} 2.jsonl.gz",
    "macOS, before the last dot": "{}.jsonl 2.gz",
    "Chinese, full-width": "{}（某人的冲突副本 2026-11-22）.jsonl.gz",
    "Chinese, before the last dot": "{}.jsonl（某人的冲突副本 2026-11-22）.gz",
    "Chinese, at the end": "{}.jsonl.gz（冲突副本）",
    "in front": "Copy of {}.jsonl.gz",
    "in front, in Chinese": "副本 {}.jsonl.gz",
    "a device in front": "OFFICE-PC-{}.jsonl.gz",
    "a backup": "{}.jsonl.gz.bak",
    "another ending": "{}.jsonl.gz.txt",
}

COPIES = [form for form in SEGMENTS.values() if form != "{}.jsonl.gz"]
