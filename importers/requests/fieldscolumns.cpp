#include "importers/requests/fieldscolumns.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Place = FieldsColumns::Place;

struct Known {
    std::string_view name;    ///< in small letters
    Place place;
    LogValue value = LogValue::Ignored;
    bool isKept = false;
};

constexpr std::array known = {Known{"date", Place::Date},
                              Known{"time", Place::Time},
                              Known{"date-local", Place::DateOfServer},
                              Known{"time-local", Place::TimeOfServer},
                              Known{"time-taken", Place::TimeTaken},
                              Known{"timetakenms", Place::Value, LogValue::DurationMillis},
                              Known{"c-ip", Place::Value, LogValue::Client},
                              Known{"cs-username", Place::Value, LogValue::User},
                              Known{"c-auth-id", Place::Value, LogValue::User},
                              Known{"cs-method", Place::Value, LogValue::Method},
                              Known{"cs-uri-stem", Place::Value, LogValue::Path},
                              Known{"cs-uri-query", Place::Value, LogValue::Query},
                              Known{"cs-uri", Place::Uri},
                              Known{"sc-status", Place::Value, LogValue::Status},
                              Known{"sc-bytes", Place::Value, LogValue::BodyBytes},
                              Known{"bytes", Place::Value, LogValue::BodyBytes},
                              Known{"cs-bytes", Place::Value, LogValue::BytesIn},
                              Known{"cs(user-agent)", Place::Value, LogValue::UserAgent},
                              Known{"cs(referer)", Place::Value, LogValue::Referer},
                              Known{"cs(referrer)", Place::Value, LogValue::Referer},
                              Known{"x-host-header", Place::Value, LogValue::Host},
                              Known{"cs-host", Place::Value, LogValue::Host},
                              Known{"cs(host)", Place::Value, LogValue::ServerName},    // CloudFront: the distribution
                              Known{"cs-protocol-version", Place::Value, LogValue::Protocol},
                              Known{"cs-version", Place::Value, LogValue::Protocol},
                              Known{"x-edge-request-id", Place::Value, LogValue::TraceId},
                              Known{"x-edge-detailed-result-type", Place::Value, LogValue::TerminationFlags},
                              Known{"x-edge-result-type", Place::Value, LogValue::TerminationFlags},
                              Known{"s-reason", Place::Value, LogValue::TerminationFlags},    // HTTP.sys: Timer_ConnectionIdle
                              Known{"s-queuename", Place::Ignored, LogValue::Ignored, true},
                              Known{"x-edge-location", Place::Ignored, LogValue::Ignored, true},
                              Known{"sc-substatus", Place::Ignored, LogValue::Ignored, true},
                              Known{"sc-win32-status", Place::Ignored, LogValue::Ignored, true}};

}    // namespace

FieldsColumns FieldsColumns::of(std::string_view names)
{
    constexpr std::string_view blanks = " \t";
    constexpr std::size_t most = 100;
    FieldsColumns result;
    while (result.m_columns.size() < most) {
        const std::size_t begin = names.find_first_not_of(blanks);
        if (begin == std::string_view::npos)
            break;
        const std::size_t end = std::min(names.find_first_of(blanks, begin), names.size());
        Column column;
        column.name = toLower(names.substr(begin, end - begin));
        names.remove_prefix(end);
        const auto found = std::find_if(known.begin(), known.end(), [&column](const Known& k) { return k.name == column.name; });
        if (found != known.end()) {
            column.place = found->place;
            column.value = found->value;
            column.isKept = found->isKept;
        }
        result.m_columns.push_back(std::move(column));
    }
    // Of two that tell the same, the one that tells more.
    result.leaveOut("cs(host)", "x-host-header");
    result.leaveOut("x-edge-result-type", "x-edge-detailed-result-type");
    return result;
}

void FieldsColumns::leaveOut(std::string_view name, std::string_view better)
{
    const auto isCalled = [](std::string_view wanted) { return [wanted](const Column& column) { return column.name == wanted; }; };
    const auto found = std::find_if(m_columns.begin(), m_columns.end(), isCalled(name));
    if (found != m_columns.end() && std::any_of(m_columns.begin(), m_columns.end(), isCalled(better)))
        found->place = Place::Ignored;
}

bool FieldsColumns::has(Place place) const
{
    return std::any_of(m_columns.begin(), m_columns.end(), [place](const Column& column) { return column.place == place; });
}

bool FieldsColumns::describesRequests() const
{
    return std::any_of(m_columns.begin(), m_columns.end(), [](const Column& column) {
        return column.place == Place::Uri || column.value == LogValue::Method || column.value == LogValue::Path || column.value == LogValue::Status;
    });
}

}    // namespace faultline
