#include "app/store/virtualtables.h"

#include "app/store/virtualtable.h"

namespace faultline {

namespace {

void releaseHolder(void* holder)
{
    delete static_cast<std::shared_ptr<VirtualCaseHolder>*>(holder);
}

}    // namespace

Result<void> registerVirtualTables(sqlite3* connection)
{
    struct Entry {
        const char* name;
        const sqlite3_module& module;
    };
    const Entry entries[] = {
        {"request", recordModule()}, {"operation", recordModule()}, {"logline", recordModule()}, {"sample", sampleModule()}};
    const auto holder = std::make_shared<VirtualCaseHolder>();
    int code = createTimeCollation(connection);
    for (const Entry& entry : entries) {
        if (code == SQLITE_OK) {
            auto* shared = new std::shared_ptr<VirtualCaseHolder>(holder);
            code = sqlite3_create_module_v2(connection, entry.name, &entry.module, shared, releaseHolder);
        }
    }
    if (code != SQLITE_OK)
        return Error{ErrorKind::CaseDamaged, "The tables of records could not be made", sqlite3_errmsg(connection), ""};
    return {};
}

}    // namespace faultline
