-- The derived tables of version 5, as they were written by hand: what the declarations must make.

CREATE TABLE grids (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, initials TEXT NOT NULL, syllables TEXT NOT NULL,
  level TEXT NOT NULL, parent TEXT NOT NULL, remark TEXT NOT NULL
) STRICT;
CREATE INDEX grids_folded ON grids (folded);
CREATE INDEX grids_parent ON grids (parent);

CREATE TABLE officers (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, initials TEXT NOT NULL, syllables TEXT NOT NULL,
  role TEXT NOT NULL, quota INTEGER,
  phone TEXT NOT NULL, remark TEXT NOT NULL
) STRICT;
CREATE INDEX officers_folded ON officers (folded);
CREATE TABLE assignments (
  officer TEXT NOT NULL, grid TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL
) STRICT;
CREATE INDEX assignments_officer ON assignments (officer);
CREATE INDEX assignments_grid ON assignments (grid);
CREATE TABLE leaves (
  officer TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL, kind TEXT NOT NULL
) STRICT;
CREATE INDEX leaves_officer ON leaves (officer);
CREATE TABLE officer_records (officer TEXT NOT NULL, recorded_on TEXT NOT NULL) STRICT;
CREATE INDEX officer_records_officer ON officer_records (officer);

CREATE TABLE enterprises (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, initials TEXT NOT NULL, syllables TEXT NOT NULL, uscc TEXT NOT NULL,
  industry TEXT NOT NULL, scale TEXT NOT NULL, key INTEGER NOT NULL, status TEXT NOT NULL,
  address TEXT NOT NULL, contact TEXT NOT NULL, title TEXT NOT NULL, phone TEXT NOT NULL, remark TEXT NOT NULL
) STRICT;
CREATE INDEX enterprises_folded ON enterprises (folded);
CREATE TABLE enterprise_grids (
  enterprise TEXT NOT NULL, grid TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL
) STRICT;
CREATE INDEX enterprise_grids_enterprise ON enterprise_grids (enterprise);
CREATE INDEX enterprise_grids_grid ON enterprise_grids (grid);

CREATE TABLE enterprise_statuses (
  enterprise TEXT NOT NULL, status TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL
) STRICT;
CREATE INDEX enterprise_statuses_enterprise ON enterprise_statuses (enterprise);

CREATE TABLE days (day TEXT PRIMARY KEY, work INTEGER NOT NULL, name TEXT NOT NULL) STRICT;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE visits (
  id TEXT NOT NULL, visited_on TEXT NOT NULL, week TEXT NOT NULL, block TEXT NOT NULL, grid TEXT NOT NULL,
  enterprise TEXT NOT NULL, officer TEXT NOT NULL, participants TEXT NOT NULL, method TEXT NOT NULL,
  kind TEXT NOT NULL, contact TEXT NOT NULL, title TEXT NOT NULL, phone TEXT NOT NULL, note TEXT NOT NULL,
  nothing_raised INTEGER NOT NULL, outside INTEGER NOT NULL, late INTEGER NOT NULL, reason TEXT NOT NULL,
  remark TEXT NOT NULL, recorded_at TEXT NOT NULL, void INTEGER NOT NULL, void_reason TEXT NOT NULL,
  fingerprint INTEGER, at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX visits_id ON visits (id);
CREATE INDEX visits_day ON visits (visited_on, id);
CREATE INDEX visits_officer ON visits (officer, visited_on);
CREATE INDEX visits_enterprise ON visits (enterprise, visited_on);
CREATE INDEX visits_fingerprint ON visits (fingerprint) WHERE fingerprint IS NOT NULL;
CREATE TABLE visit_participants (visit TEXT NOT NULL, officer TEXT NOT NULL, visited_on TEXT NOT NULL) STRICT;
CREATE INDEX visit_participants_officer ON visit_participants (officer, visited_on);
CREATE INDEX visit_participants_visit ON visit_participants (visit);

CREATE TABLE visit_days (visit TEXT NOT NULL, visited_on TEXT NOT NULL) STRICT;
CREATE INDEX visit_days_day ON visit_days (visited_on);
CREATE INDEX visit_days_visit ON visit_days (visit);
CREATE TABLE frozen (
  period TEXT PRIMARY KEY, by TEXT NOT NULL, at TEXT NOT NULL,
  corrected_by TEXT NOT NULL, corrected_at TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;

CREATE TABLE issues (
  id TEXT NOT NULL, raised_on TEXT NOT NULL, enterprise TEXT NOT NULL, officer TEXT NOT NULL,
  block TEXT NOT NULL, grid TEXT NOT NULL, source TEXT NOT NULL, category TEXT NOT NULL, text TEXT NOT NULL,
  grade TEXT NOT NULL, level TEXT NOT NULL, state TEXT NOT NULL, handler TEXT NOT NULL, helper TEXT NOT NULL,
  assigned_on TEXT, accepted_on TEXT, held_on TEXT, waiting TEXT NOT NULL, first_due TEXT NOT NULL,
  due TEXT NOT NULL, extended INTEGER NOT NULL, missed INTEGER NOT NULL, clock_runs INTEGER NOT NULL,
  open INTEGER NOT NULL, progress TEXT NOT NULL, progress_on TEXT NOT NULL, answered_on TEXT,
  result TEXT NOT NULL, result_text TEXT NOT NULL, revisited_on TEXT, revisited_by TEXT NOT NULL,
  by_handler INTEGER, solved INTEGER, contacted INTEGER, satisfaction INTEGER, closed_on TEXT,
  workdays INTEGER, reopened INTEGER NOT NULL, visit TEXT NOT NULL, merged_into TEXT NOT NULL,
  end_reason TEXT NOT NULL, remark TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX issues_id ON issues (id);
CREATE INDEX issues_raised ON issues (raised_on);
CREATE INDEX issues_closed ON issues (closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX issues_open ON issues (raised_on, id) WHERE open;
CREATE INDEX issues_open_enterprise ON issues (enterprise) WHERE open;
CREATE INDEX issues_enterprise ON issues (enterprise, raised_on);
CREATE INDEX issues_handler ON issues (handler, raised_on);
CREATE INDEX issues_visit ON issues (visit) WHERE visit <> '';
CREATE INDEX issues_ended ON issues (progress_on) WHERE state IN ('rejected', 'merged');

CREATE TABLE issue_spells (
  issue TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL,
  grade TEXT NOT NULL, due TEXT NOT NULL, clock_runs INTEGER NOT NULL, late_on TEXT, handler TEXT NOT NULL,
  result TEXT NOT NULL, solved INTEGER, revisited_on TEXT, satisfaction INTEGER, closed_on TEXT
) STRICT;
CREATE INDEX issue_spells_issue ON issue_spells (issue);
CREATE INDEX issue_spells_open ON issue_spells (until_on) WHERE open;
CREATE INDEX issue_spells_closed ON issue_spells (closed_on) WHERE closed_on IS NOT NULL;

CREATE TABLE spotchecks (
  id TEXT NOT NULL, visit TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL,
  percent INTEGER NOT NULL, seed INTEGER NOT NULL, pool INTEGER NOT NULL,
  drawn_by TEXT NOT NULL, drawn_at TEXT NOT NULL, drawn_clock INTEGER NOT NULL,
  reached INTEGER, confirmed INTEGER, satisfaction INTEGER, note TEXT NOT NULL,
  recorded_by TEXT NOT NULL, recorded_at TEXT NOT NULL, recorded_clock INTEGER
) STRICT;
CREATE INDEX spotchecks_id ON spotchecks (id);
CREATE INDEX spotchecks_visit ON spotchecks (visit, drawn_clock, id);
CREATE INDEX spotchecks_period ON spotchecks (from_on, until_on, drawn_clock, id);
CREATE INDEX spotchecks_drawn ON spotchecks (drawn_clock, id);
CREATE INDEX spotchecks_open ON spotchecks (id) WHERE reached IS NULL;

CREATE TABLE flaws (event BLOB NOT NULL, row BLOB NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE INDEX flaws_row ON flaws (row);
CREATE TABLE conflicts (row BLOB NOT NULL, head BLOB NOT NULL) STRICT;
CREATE INDEX conflicts_row ON conflicts (row);
CREATE TABLE turned (row BLOB PRIMARY KEY) STRICT;

