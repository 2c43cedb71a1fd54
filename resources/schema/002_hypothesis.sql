-- Schema 2: suspects that were kept, with what speaks for and against them. No version before wrote the table that goes.
DROP TABLE hypothesis;
CREATE TABLE hypothesis (
    id       INTEGER PRIMARY KEY,
    title    TEXT NOT NULL,
    status   TEXT NOT NULL,              -- open, supported, ruled out
    reason   TEXT NOT NULL,              -- why it has this status; never empty when ruled out
    method   TEXT NOT NULL,              -- how it came up: different here, moved with this, changed before, moved first; "" = an idea
    begin_ns INTEGER NOT NULL,           -- the window it was seen in
    end_ns   INTEGER NOT NULL,
    position INTEGER NOT NULL            -- order in the list
) STRICT;

CREATE TABLE hypothesis_evidence (
    id            INTEGER PRIMARY KEY,
    hypothesis_id INTEGER NOT NULL REFERENCES hypothesis(id) ON DELETE CASCADE,
    side          TEXT NOT NULL,         -- for, against
    kind          TEXT NOT NULL,         -- as in evidence
    reference     TEXT NOT NULL,
    caption       TEXT NOT NULL
) STRICT;
CREATE INDEX hypothesis_evidence_by_hypothesis ON hypothesis_evidence(hypothesis_id);
