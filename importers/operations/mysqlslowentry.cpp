#include "importers/operations/mysqlslowentry.h"

#include "app/base/text.h"
#include "importers/operations/textparts.h"

#include <array>

namespace faultline {

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;

struct Counter {
    std::string_view name;
    std::int64_t MySqlSlowEntry::*field;
    std::int64_t scale;
};
constexpr std::array<Counter, 6> counters{{{"Query_time", &MySqlSlowEntry::queryNs, nsPerSecond},
                                           {"Lock_time", &MySqlSlowEntry::lockNs, nsPerSecond},
                                           {"Rows_sent", &MySqlSlowEntry::rowsSent, 1},
                                           {"Rows_examined", &MySqlSlowEntry::rowsExamined, 1},
                                           {"Rows_affected", &MySqlSlowEntry::rowsAffected, 1},
                                           {"Bytes_sent", &MySqlSlowEntry::bytesSent, 1}}};

/// How the statement was carried out, of what Percona and MariaDB tell.
constexpr std::array<std::string_view, 6> planFlags{"Full_scan",         "Full_join", "Tmp_table",
                                                    "Tmp_table_on_disk", "Filesort",  "Filesort_on_disk"};

bool isNameStart(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}    // namespace

void MySqlSlowEntry::begin(std::uint64_t line)
{
    firstLine = line;
    for (std::string* text : {&user, &host, &database, &statement, &plan})
        text->clear();
    queryNs = lockNs = rowsSent = rowsExamined = rowsAffected = bytesSent = absent;
    isFailed = isBadNumber = false;
}

void MySqlSlowEntry::takeUserAndHost(std::string_view text)
{
    skipBlanks(text);
    const std::size_t bracket = text.find('[');
    const std::size_t close = text.find(']');
    const std::size_t at = text.find(" @ ");
    if (bracket == std::string_view::npos || close == std::string_view::npos || close < bracket || at == std::string_view::npos)
        return;
    // Replication threads have no name in front of the brackets: "[SQL_SLAVE] @  []".
    user = bracket > 0 ? trimmed(text.substr(0, bracket)) : text.substr(0, close + 1);
    std::string_view rest = text.substr(at + 3);
    const std::string_view name = trimmed(takeUntil(rest, "["));
    const std::string_view address = takeUntil(rest, "]");
    host = address.empty() ? name : address;
    takeCounters(rest);
}

void MySqlSlowEntry::takeCounters(std::string_view text)
{
    while (true) {
        skipBlanks(text);
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos || !isNameStart(text.front()))
            return;
        const std::string_view name = text.substr(0, colon);
        if (name.find(' ') != std::string_view::npos)
            return;
        text.remove_prefix(colon + 1);
        // "Schema:   Last_errno: 0" has no value: a word with a colon is the next name.
        std::string_view ahead = text;
        skipBlanks(ahead);
        const std::string_view word = takeWord(ahead);
        const std::string_view value = word.ends_with(':') ? std::string_view{} : word;
        if (!value.empty())
            text = ahead;
        if (name == "Schema" && !value.empty())
            database = value;
        else if ((name == "Last_errno" || name == "Errno" || name == "Killed") && !value.empty())
            isFailed = isFailed || (value != "0" && value != "No");
        for (const Counter& counter : counters) {
            if (counter.name != name)
                continue;
            const auto number = parseDecimalScaled(value, counter.scale);
            isBadNumber = isBadNumber || !number || *number < 0;
            this->*counter.field = number.value_or(absent);
        }
        for (const std::string_view flag : planFlags) {
            if (flag == name && value == "Yes")
                plan.append(plan.empty() ? "" : ", ").append(flag);
        }
    }
}

bool isMySqlSlowHeader(std::string_view line)
{
    if (!takeLiteral(line, "#"))
        return false;
    skipBlanks(line);
    constexpr std::array<std::string_view, 12> starts{"Time: ",    "User@Host: ", "Query_time: ", "Thread_id: ",
                                                      "Schema: ",  "QC_",         "Full_scan: ",  "Filesort: ",
                                                      "InnoDB_",   "No InnoDB",   "Bytes_sent: ", "Rows_affected: "};
    return std::any_of(starts.begin(), starts.end(), [line](std::string_view start) { return line.starts_with(start); });
}

}    // namespace faultline
