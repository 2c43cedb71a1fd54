#pragma once

// Inside the program SQLite is linked; inside the loadable extension every call goes through the table of the host's SQLite.
#ifdef FAULTLINE_SQLITE_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif
