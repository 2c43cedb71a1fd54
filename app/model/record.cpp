#include "app/model/record.h"

#include <array>

namespace faultline {

namespace {

constexpr unsigned requests = 1U << static_cast<unsigned>(RecordKind::Request);
constexpr unsigned operations = 1U << static_cast<unsigned>(RecordKind::Operation);
constexpr unsigned logLines = 1U << static_cast<unsigned>(RecordKind::LogLine);
constexpr unsigned allKinds = requests | operations | logLines;

constexpr std::array<FieldInfo, static_cast<std::size_t>(fieldCount)> fields = {{
    {Field::Time, "time", FieldType::Time, allKinds, "Time"},
    {Field::TimeBasis, "time_basis", FieldType::Integer, allKinds, "Time basis"},
    {Field::Line, "line", FieldType::Integer, allKinds, "Line"},
    {Field::Method, "method", FieldType::Dictionary, requests, "Method"},
    {Field::Path, "path", FieldType::Dictionary, requests, "Path"},
    {Field::Query, "query", FieldType::Dictionary, requests, "Query string"},
    {Field::Protocol, "protocol", FieldType::Dictionary, requests, "Protocol"},
    {Field::Host, "host", FieldType::Dictionary, requests | logLines, "Host"},
    {Field::ClientIp, "client_ip", FieldType::Dictionary, requests | logLines, "Client address"},
    {Field::User, "user", FieldType::Dictionary, requests | logLines, "User"},
    {Field::UserAgent, "user_agent", FieldType::Dictionary, requests, "User agent"},
    {Field::Referer, "referer", FieldType::Dictionary, requests, "Referer"},
    {Field::UpstreamAddr, "upstream_addr", FieldType::Dictionary, requests, "Upstream address"},
    {Field::TerminationFlags, "termination_flags", FieldType::Dictionary, requests, "Termination flags"},
    {Field::TraceId, "trace_id", FieldType::Text, requests | logLines, "Trace id"},
    {Field::Rest, "rest", FieldType::Text, requests | logLines, "Rest of the line"},
    {Field::Status, "status", FieldType::Integer, requests, "Status"},
    {Field::BytesOut, "bytes_out", FieldType::Bytes, requests, "Bytes sent"},
    {Field::BytesIn, "bytes_in", FieldType::Bytes, requests, "Bytes received"},
    {Field::Duration, "duration_ns", FieldType::Nanoseconds, requests | operations, "Duration"},
    {Field::UpstreamDuration, "upstream_duration_ns", FieldType::Nanoseconds, requests, "Upstream duration"},
    {Field::UpstreamStatus, "upstream_status", FieldType::Integer, requests, "Upstream status"},
    {Field::Op, "op", FieldType::Dictionary, operations, "Operation"},
    {Field::Target, "target", FieldType::Dictionary, operations, "Target"},
    {Field::ShapeHash, "shape_hash", FieldType::Dictionary, operations, "Query shape"},
    {Field::Plan, "plan", FieldType::Dictionary, operations, "Plan"},
    {Field::App, "app", FieldType::Dictionary, operations, "Application"},
    {Field::Client, "client", FieldType::Dictionary, operations, "Client"},
    {Field::Text, "text", FieldType::Text, operations | logLines, "Text"},
    {Field::Severity, "severity", FieldType::Integer, operations | logLines, "Severity"},
    {Field::DocsExamined, "docs_examined", FieldType::Integer, operations, "Documents examined"},
    {Field::KeysExamined, "keys_examined", FieldType::Integer, operations, "Keys examined"},
    {Field::Rows, "rows", FieldType::Integer, operations, "Rows"},
    {Field::ResponseBytes, "response_bytes", FieldType::Bytes, operations, "Response bytes"},
    {Field::LockWait, "lock_wait_ns", FieldType::Nanoseconds, operations, "Lock wait"},
    {Field::Component, "component", FieldType::Dictionary, logLines, "Component"},
    {Field::LocalTime, "local_time", FieldType::Time, allKinds, "Local time"},
    {Field::Process, "process", FieldType::Dictionary, logLines, "Process"},
    {Field::Thread, "thread", FieldType::Dictionary, logLines, "Thread"},
}};

constexpr bool areInOrder()
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (static_cast<std::size_t>(fields[i].field) != i)
            return false;
    }
    return true;
}
static_assert(areInOrder(), "a row of the table stands where its field's number says");

struct ShortForm {
    std::string_view name;
    Field field;
};
constexpr std::array<ShortForm, 5> shortForms = {{
    {"duration", Field::Duration},
    {"upstream_duration", Field::UpstreamDuration},
    {"lock_wait", Field::LockWait},
    {"bytes", Field::BytesOut},
    {"bytes", Field::ResponseBytes},
}};

constexpr std::array<std::string_view, 3> kindNames = {"request", "operation", "logline"};
constexpr std::array<std::string_view, 7> severityNames = {"unknown", "trace", "debug", "info", "warn", "error", "fatal"};

template <typename Value, std::size_t size>
bool valueIn(const std::array<std::string_view, size>& names, std::string_view name, Value& value)
{
    for (std::size_t i = 0; i < size; ++i) {
        if (names[i] == name) {
            value = static_cast<Value>(i);
            return true;
        }
    }
    return false;
}

}    // namespace

std::string_view nameOf(RecordKind kind)
{
    const auto index = static_cast<std::size_t>(kind);
    return index < kindNames.size() ? kindNames[index] : std::string_view{};
}

bool fromName(std::string_view name, RecordKind& value)
{
    return valueIn(kindNames, name, value);
}

std::string_view nameOf(Severity severity)
{
    const auto index = static_cast<std::size_t>(severity);
    return index < severityNames.size() ? severityNames[index] : std::string_view{};
}

bool fromName(std::string_view name, Severity& value)
{
    return valueIn(severityNames, name, value);
}

const FieldInfo& infoOf(Field field)
{
    return fields[static_cast<std::size_t>(field)];
}

const FieldInfo* findField(RecordKind kind, std::string_view name)
{
    for (const FieldInfo& info : fields) {
        if (info.name == name && has(info, kind))
            return &info;
    }
    for (const ShortForm& form : shortForms) {
        if (form.name == name && has(infoOf(form.field), kind))
            return &infoOf(form.field);
    }
    return nullptr;
}

}    // namespace faultline
