#include "importers/operations/mongodbtextoperation.h"

#include "app/base/text.h"
#include "importers/operations/mongodbshell.h"
#include "importers/operations/textparts.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::size_t nowhere = std::string_view::npos;

constexpr std::array<std::string_view, 8> types{"command", "query",  "getmore",     "insert",
                                                "update",  "remove", "killcursors", "transaction"};

/// Counters of the line and the names they had over the versions.
struct Counter {
    std::string_view key;
    std::int64_t MongoDbTextOperation::*field;
};
constexpr std::array<Counter, 9> counters{{{"keysExamined", &MongoDbTextOperation::keysExamined},
                                           {"docsExamined", &MongoDbTextOperation::docsExamined},
                                           {"nscanned", &MongoDbTextOperation::keysExamined},           // to 3.0
                                           {"nscannedObjects", &MongoDbTextOperation::docsExamined},    // 2.6 to 3.0
                                           {"nreturned", &MongoDbTextOperation::rows},
                                           {"ninserted", &MongoDbTextOperation::rows},
                                           {"nModified", &MongoDbTextOperation::rows},
                                           {"ndeleted", &MongoDbTextOperation::rows},
                                           {"reslen", &MongoDbTextOperation::responseBytes}}};

/// "29ms" at the end.
std::optional<std::int64_t> takeDuration(std::string_view& message)
{
    std::string_view text = message;
    while (text.ends_with(' ') || text.ends_with('\r'))
        text.remove_suffix(1);
    if (!text.ends_with("ms"))
        return std::nullopt;
    text.remove_suffix(2);
    const std::size_t blank = text.rfind(' ');
    const auto value = parseInteger(text.substr(blank + 1));
    if (!value || *value < 0 || blank == nowhere)
        return std::nullopt;
    message = text.substr(0, blank);
    return value;
}

/// The parts behind the namespace: "key:value" and "key: value", documents, words without a colon.
class OperationParts {
public:
    OperationParts(std::string_view text, MongoDbTextOperation& operation) : m_text(text), m_operation(operation) { }

    void read()
    {
        while (true) {
            skipBlanks(m_text);
            if (m_text.empty())
                return;
            const std::size_t end = m_text.find_first_of(" :{");
            if (end == nowhere || m_text[end] == ' ') {
                m_text.remove_prefix(std::min(end, m_text.size()));
                continue;
            }
            if (m_text[end] == '{') {    // "transaction parameters:{...}, readTimestamp:...," has its comma behind
                m_text.remove_prefix(std::min(endOfShellValue(m_text.substr(end)), m_text.size() - end) + end);
                continue;
            }
            const std::string_view key = m_text.substr(0, end);
            m_text.remove_prefix(end + 1);
            if (!readValue(key))
                return;
        }
    }

private:
    std::string_view takeValue()
    {
        std::size_t end = endOfShellValue(m_text);
        if (end == nowhere) {
            // The server cut a hole into the line: what is behind the documents is still whole.
            const std::size_t resume =
                std::min(m_text.find(" planSummary: "), std::min(m_text.find(" keysExamined:"), m_text.find(" numYields:")));
            end = std::min(resume, m_text.size());
        }
        const std::string_view value = m_text.substr(0, end);
        m_text.remove_prefix(end);
        return value;
    }

    bool readValue(std::string_view key)
    {
        skipBlanks(m_text);
        if (key == "command" || key == "query" || key == "update" || key == "originatingCommand") {
            readDocument(key);
            return true;
        }
        if (key == "planSummary") {
            readPlan();
            return true;
        }
        if (key == "exception") {    // free text up to " code:"
            m_operation.isFailed = true;
            m_text.remove_prefix(std::min(m_text.find(" code:"), m_text.size()));
            return true;
        }
        std::string_view value = takeValue();
        if (value.ends_with(','))
            value.remove_suffix(1);
        take(key, value);
        return !value.empty() || !m_text.empty();
    }

    void readDocument(std::string_view key)
    {
        const char* const begin = m_text.data();
        std::string_view name;
        if (!m_text.starts_with('{')) {    // "command: find { find: ..."
            const std::size_t open = m_text.find_first_of(" :{");
            if (open == nowhere || m_text[open] != ' ' || m_text.substr(open, 2) != " {")
                return;
            name = m_text.substr(0, open);
            m_text.remove_prefix(open + 1);
        }
        const std::string_view document = takeValue();
        if (name.empty() && key != "query" && key != "update" && m_operation.type == "command")
            name = firstShellKeyOf(document);
        const bool isOrigin = key == "originatingCommand";
        if (isOrigin)
            m_operation.name = firstShellKeyOf(document);
        else if (key == "command")
            m_operation.name = name;
        if (isOrigin || m_operation.document.empty())
            m_operation.document = document;
        if (m_operation.text.empty() || isOrigin)
            m_operation.text = document;
        else
            m_operation.text = {m_operation.text.data(),
                                static_cast<std::size_t>(begin - m_operation.text.data())
                                    + static_cast<std::size_t>(document.data() + document.size() - begin)};
    }

    /// "COLLSCAN", "IXSCAN { a: 1 }, IXSCAN { b: 1 }"
    void readPlan()
    {
        const char* const begin = m_text.data();
        while (true) {
            takeWord(m_text);
            if (m_text.starts_with(" {")) {
                m_text.remove_prefix(1);
                takeValue();
            }
            if (!takeLiteral(m_text, ", "))
                break;
        }
        m_operation.plan = trimmed({begin, static_cast<std::size_t>(m_text.data() - begin)});
    }

    void take(std::string_view key, std::string_view value)
    {
        if (key == "appName" && value.size() >= 2 && value.front() == '"')
            m_operation.app = value.substr(1, value.size() - 2);
        else if (key == "locks")
            m_operation.locks = value;
        else if (key == "queryHash")
            m_operation.queryHash = value;
        else if (key == "ok" && value == "0")
            m_operation.isFailed = true;
        for (const Counter& counter : counters) {
            if (counter.key != key || m_operation.*counter.field != absent)
                continue;
            const auto number = parseInteger(value);
            m_operation.isBadNumber = m_operation.isBadNumber || !number || *number < 0;
            m_operation.*counter.field = number.value_or(absent);
        }
    }

    std::string_view m_text;
    MongoDbTextOperation& m_operation;
};

}    // namespace

std::optional<MongoDbTextOperation> parseMongoDbTextOperation(std::string_view message)
{
    // "warning: log line attempted (17k) over max size (10k), printing beginning and end ... command ..."
    if (message.starts_with("warning: log line attempted ")) {
        const std::size_t dots = message.find("... ");
        if (dots == nowhere)
            return std::nullopt;
        message.remove_prefix(dots + 4);
    }
    const std::string_view type = message.substr(0, message.find(' '));
    if (std::find(types.begin(), types.end(), type) == types.end())
        return std::nullopt;
    const auto duration = takeDuration(message);
    if (!duration)
        return std::nullopt;
    MongoDbTextOperation operation;
    operation.type = type;
    operation.durationMs = *duration;
    message.remove_prefix(std::min(type.size() + 1, message.size()));
    skipBlanks(message);
    if (type != "transaction") {
        operation.ns = message.substr(0, message.find(' '));
        // "query abc.xyz", but "query: ..." and "update { ... }" are other lines.
        if (operation.ns.find('.') == nowhere || operation.ns.find_first_of("{:") != nowhere)
            return std::nullopt;
        message.remove_prefix(operation.ns.size());
    }
    OperationParts(message, operation).read();
    return operation;
}

}    // namespace faultline
