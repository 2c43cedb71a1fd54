-- Schema 1. Times are nanoseconds UTC unless the name says otherwise. NULL = absent, never 0.
CREATE TABLE case_info (
    key   TEXT PRIMARY KEY,          -- title, zone, created_at_ns, created_by, min_reader
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id               INTEGER PRIMARY KEY,
    name             TEXT NOT NULL,
    path             TEXT NOT NULL,      -- as given; members of archives are archive!member
    sha256           TEXT NOT NULL,      -- of the file's bytes as given, hexadecimal
    bytes            INTEGER NOT NULL,   -- size of that file
    text_bytes       INTEGER NOT NULL,   -- after decompression
    format           TEXT NOT NULL,
    options          TEXT NOT NULL,      -- JSON of what the user stated
    detection        TEXT NOT NULL,      -- why this format, and the runner-up
    wrapper          TEXT NOT NULL,      -- layers peeled off: "gzip, docker", "" = none
    zone             TEXT NOT NULL,
    zone_basis       TEXT NOT NULL,      -- proven, specification, stated, assumed
    anchor           TEXT NOT NULL,      -- start, end, unknown
    anchor_basis     TEXT NOT NULL,
    clock_offset_ns  INTEGER NOT NULL DEFAULT 0,
    lines            INTEGER NOT NULL DEFAULT 0,
    record_lines     INTEGER NOT NULL DEFAULT 0,
    records          INTEGER NOT NULL DEFAULT 0,
    skipped          INTEGER NOT NULL DEFAULT 0,
    rejected         INTEGER NOT NULL DEFAULT 0,
    first_ns         INTEGER,
    last_ns          INTEGER,
    status           TEXT NOT NULL,      -- importing, done
    imported_at_ns   INTEGER NOT NULL,
    importer_version INTEGER NOT NULL
) STRICT;

CREATE TABLE issue (
    id          INTEGER PRIMARY KEY,
    source_id   INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,           -- rejected, contradiction
    line        INTEGER,                 -- first line, NULL when it is about the whole source
    lines       INTEGER NOT NULL,        -- consecutive lines with the same code that this row stands for
    byte_offset INTEGER,                 -- of the line in the decompressed text
    code        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    excerpt     TEXT NOT NULL
) STRICT;
CREATE INDEX issue_by_source ON issue(source_id, line);

-- Dictionaries: every repeated text of one field has one code in the whole case.
CREATE TABLE text_block (
    field      INTEGER NOT NULL,         -- number of the field, see app/model/record.h
    first_code INTEGER NOT NULL,
    count      INTEGER NOT NULL,
    data       BLOB NOT NULL,            -- zstd of length-prefixed values
    PRIMARY KEY (field, first_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment (
    id              INTEGER PRIMARY KEY,
    source_id       INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    kind            INTEGER NOT NULL,    -- 0 request, 1 operation, 2 logline
    rows            INTEGER NOT NULL,
    first_ns        INTEGER NOT NULL,    -- smallest and largest written time in it
    last_ns         INTEGER NOT NULL,
    max_duration_ns INTEGER NOT NULL
) STRICT;
CREATE INDEX segment_by_source ON segment(source_id);

CREATE TABLE segment_column (
    segment_id INTEGER NOT NULL REFERENCES segment(id) ON DELETE CASCADE,
    field      INTEGER NOT NULL,
    encoding   INTEGER NOT NULL,
    data       BLOB NOT NULL,            -- app/store/column.h describes it
    PRIMARY KEY (segment_id, field)
) STRICT;

CREATE TABLE raw_block (
    id         INTEGER PRIMARY KEY,
    source_id  INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    first_line INTEGER NOT NULL,
    lines      INTEGER NOT NULL,
    data       BLOB NOT NULL             -- zstd of the untouched lines with their line ends
) STRICT;
CREATE INDEX raw_block_by_line ON raw_block(source_id, first_line);

CREATE TABLE series (
    id         INTEGER PRIMARY KEY,
    source_id  INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    labels     TEXT NOT NULL,            -- JSON object
    unit       TEXT NOT NULL,
    kind       TEXT NOT NULL,            -- gauge, counter, rate, unknown
    time_basis TEXT NOT NULL,
    step_ns    INTEGER NOT NULL,
    samples    INTEGER NOT NULL,
    first_ns   INTEGER,
    last_ns    INTEGER
) STRICT;
CREATE INDEX series_by_source ON series(source_id);

CREATE TABLE series_block (
    id        INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
    first_ns  INTEGER NOT NULL,
    last_ns   INTEGER NOT NULL,
    samples   INTEGER NOT NULL,
    times     BLOB NOT NULL,             -- a time column, app/store/column.h
    vals      BLOB NOT NULL,             -- zstd of little-endian doubles
    locals    BLOB                       -- a time column: wall clocks that the source's zone skipped, else NULL
) STRICT;
CREATE INDEX series_block_by_time ON series_block(series_id, first_ns);

CREATE TABLE event (
    id          INTEGER PRIMARY KEY,
    source_id   INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    start_ns    INTEGER NOT NULL,
    end_ns      INTEGER,
    open_end    INTEGER NOT NULL,        -- 1 = a state that still held when the source ended
    precision   TEXT NOT NULL,
    start_basis TEXT NOT NULL,
    end_basis   TEXT NOT NULL,
    start_local_ns INTEGER,              -- the wall clock as written where the source's zone skipped it, else NULL
    end_local_ns   INTEGER,
    time_text   TEXT NOT NULL,
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    service     TEXT NOT NULL,
    environment TEXT NOT NULL,
    link        TEXT NOT NULL,
    section     TEXT NOT NULL,
    fields      TEXT NOT NULL,           -- JSON object
    line        INTEGER NOT NULL
) STRICT;
CREATE INDEX event_by_time ON event(start_ns);
CREATE INDEX event_by_source ON event(source_id);

CREATE TABLE timeline_entry (
    id        INTEGER PRIMARY KEY,
    start_ns  INTEGER NOT NULL,
    end_ns    INTEGER,
    precision TEXT NOT NULL,
    time_text TEXT NOT NULL,             -- as written; never changed by the program
    type      TEXT NOT NULL,             -- detection, diagnosis, repair, key moment, note
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    owner     TEXT NOT NULL,
    tags      TEXT NOT NULL,             -- JSON array
    section   TEXT NOT NULL,
    position  INTEGER NOT NULL,          -- order among entries of the same time
    event_id  INTEGER                    -- the imported event it was taken from
) STRICT;
CREATE INDEX timeline_entry_by_time ON timeline_entry(start_ns, position);

CREATE TABLE evidence (
    id        INTEGER PRIMARY KEY,
    entry_id  INTEGER NOT NULL REFERENCES timeline_entry(id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,             -- line, window, series, link
    reference TEXT NOT NULL,
    caption   TEXT NOT NULL
) STRICT;
CREATE INDEX evidence_by_entry ON evidence(entry_id);

CREATE TABLE hypothesis (
    id     INTEGER PRIMARY KEY,
    title  TEXT NOT NULL,
    status TEXT NOT NULL,                -- open, supported, ruled out
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE saved_window (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    begin_ns INTEGER NOT NULL,
    end_ns   INTEGER NOT NULL,
    filter   TEXT NOT NULL
) STRICT;

CREATE TABLE change (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ns  INTEGER NOT NULL,
    who    TEXT NOT NULL,
    what   TEXT NOT NULL,                -- "timeline_entry 3 set"
    before TEXT NOT NULL,                -- JSON, "" = did not exist
    after  TEXT NOT NULL
) STRICT;
