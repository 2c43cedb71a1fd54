#include "importers/operations/postgresqljsonentry.h"

#include "app/import/jsonslice.h"

namespace faultline {

namespace {

struct Member {
    std::string_view key;
    std::string_view PostgresEntry::*field;
};

constexpr std::array<Member, 22> members{{{"error_severity", &PostgresEntry::level},
                                          {"message", &PostgresEntry::message},
                                          {"detail", &PostgresEntry::detail},
                                          {"hint", &PostgresEntry::hint},
                                          {"context", &PostgresEntry::context},
                                          {"statement", &PostgresEntry::statement},
                                          {"query", &PostgresEntry::statement},
                                          {"pid", &PostgresEntry::pid},
                                          {"process_id", &PostgresEntry::pid},
                                          {"user", &PostgresEntry::user},
                                          {"user_name", &PostgresEntry::user},
                                          {"dbname", &PostgresEntry::database},
                                          {"database_name", &PostgresEntry::database},
                                          {"application_name", &PostgresEntry::app},
                                          {"remote_host", &PostgresEntry::client},
                                          {"connection_from", &PostgresEntry::client},
                                          {"state_code", &PostgresEntry::sqlState},
                                          {"sql_state_code", &PostgresEntry::sqlState},
                                          {"backend_type", &PostgresEntry::backendType},
                                          {"ps", &PostgresEntry::commandTag},
                                          {"command_tag", &PostgresEntry::commandTag},
                                          {"query_id", &PostgresEntry::queryId}}};

}    // namespace

bool PostgresJsonEntry::take(std::string_view key, std::string_view value)
{
    static_assert(members.size() == memberCount);
    if (key == "timestamp" || key == "log_time") {
        timestamp = jsonText(value, m_scratch.back());
        return true;
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].key != key)
            continue;
        entry.*members[i].field = jsonText(value, m_scratch[i]);
        // "10.0.0.5:51234": csvlog's connection has the port in it; "[local]" has none.
        if (key == "connection_from")
            entry.client = entry.client.substr(0, entry.client.rfind(':'));
        return true;
    }
    return false;
}

}    // namespace faultline
