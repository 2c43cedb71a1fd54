// The loadable extension for the plain sqlite3 shell:  .load ./faultline_sqlite
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include "app/store/virtualtables.h"

extern "C" __attribute__((visibility("default"))) int sqlite3_faultlinesqlite_init(sqlite3* connection, char** message,
                                                                                  const sqlite3_api_routines* api);

int sqlite3_faultlinesqlite_init(sqlite3* connection, char** message, const sqlite3_api_routines* api)
{
    SQLITE_EXTENSION_INIT2(api);
    const auto registered = faultline::registerVirtualTables(connection);
    if (registered)
        return SQLITE_OK;
    *message = sqlite3_mprintf("%s", registered.error().message().c_str());
    return SQLITE_ERROR;
}
