"""The words of the kiosk in both languages."""

NOUN = ("便民点", "kiosk")
LEDGERS = {"kiosks": ("便民点底册", "kiosks")}
EVENTS = {"kiosk.saved": ("便民点登记", "kiosk saved"), "kiosk.opened": ("开放", "opened")}
FIELDS = {"name": ("便民点名称", "kiosk name")}
