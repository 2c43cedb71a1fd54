-- Schema 3: URL templates, those that were learned and the rules of a person, which come first.
CREATE TABLE url_template (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,    -- never given to another template
    template TEXT NOT NULL UNIQUE                  -- "/api/models/{*}/{*}"
) STRICT;

CREATE TABLE url_rule (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    pattern  TEXT NOT NULL UNIQUE,                 -- "/api/models/{org}/{name}"
    answer   TEXT NOT NULL,                        -- template, exact
    position INTEGER NOT NULL                      -- the first that matches decides
) STRICT;
