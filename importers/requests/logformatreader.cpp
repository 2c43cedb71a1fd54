#include "importers/requests/logformatreader.h"

#include "app/base/text.h"
#include "app/import/jsonscanner.h"
#include "importers/requests/strftimescanner.h"

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;

/// Nothing to read from such a file: each line says why.
class RefusingReader final : public RecordReader {
public:
    explicit RefusingReader(std::string reason) : m_reason(std::move(reason)) {}
    void line(std::string_view, RecordSink& sink) override { sink.reject("bad-log-format", m_reason); }

private:
    std::string m_reason;
};

struct TimePieces {
    WrittenTime written;
    std::int64_t fraction = -1;
    bool settled = false;        ///< by something other than strftime pieces
    bool pieces = false;

    bool takeEpoch(std::string_view text, std::int64_t nanosecondsPerUnit)
    {
        const auto nanoseconds = parseDecimalScaled(text, nanosecondsPerUnit);
        if (!nanoseconds)
            return false;
        written.epoch = timestampFrom(*nanoseconds);
        settled = true;
        return true;
    }

    bool takeFraction(std::string_view text, std::int64_t nanosecondsPerUnit)
    {
        const auto count = countFrom(text);
        if (!count || *count >= nanosecondsPerSecond / nanosecondsPerUnit)
            return false;
        fraction = *count * nanosecondsPerUnit;
        return true;
    }

    bool takeScanned(std::optional<WrittenTime> time, std::string_view left)
    {
        if (!time || !left.empty())
            return false;
        written = *time;
        settled = true;
        return true;
    }
};

}    // namespace

std::optional<RecordTime> LogFormatReader::timeOf()
{
    TimePieces time;
    for (const std::size_t index : m_format.order) {
        const LogVariable& variable = m_format.variables[index];
        if (variable.value > LogValue::TimeStrftime)
            break;
        std::string_view text = plain(m_values[index]);
        bool good = true;
        if (variable.value == LogValue::TimeMillisFraction)
            good = time.takeFraction(text, 1'000'000);
        else if (variable.value == LogValue::TimeMicrosFraction)
            good = time.takeFraction(text, 1'000);
        else if (time.settled)
            continue;
        else if (variable.value == LogValue::TimeEpochSeconds)
            good = time.takeEpoch(text, nanosecondsPerSecond);
        else if (variable.value == LogValue::TimeEpochMillis)
            good = time.takeEpoch(text, 1'000'000);
        else if (variable.value == LogValue::TimeEpochMicros)
            good = time.takeEpoch(text, 1'000);
        else if (variable.value == LogValue::TimeIso)
            good = time.takeScanned(scanIsoTime(text), text);
        else if (variable.value == LogValue::TimeAccessLog && time.fraction < 0)
            return m_times.read(text);
        else if (variable.value == LogValue::TimeAccessLog)
            good = time.takeScanned(scanAccessLogTime(text), text);
        else
            time.pieces = good = scanStrftime(variable.argument, text, time.written);
        if (!good)
            return std::nullopt;
    }
    if (!time.settled && !time.pieces)
        return std::nullopt;
    if (time.fraction >= 0 && !time.written.epoch)
        time.written.nanosecond = static_cast<std::int32_t>(time.fraction);
    auto resolved = m_times.resolve(time.written);
    // Only a stamp of whole seconds lacks the fraction that stands beside it.
    if (resolved && time.fraction >= 0 && time.written.epoch && nanosecondsOf(resolved->utc) % nanosecondsPerSecond == 0 &&
        resolved->utc < Timestamp::max() - std::chrono::seconds(1))
        resolved->utc += Nanoseconds(time.fraction);
    return resolved;
}

std::string_view LogFormatReader::plain(std::string_view text)
{
    if (m_format.escape != LogEscape::Json || text.find('\\') == std::string_view::npos)
        return text;
    std::string quoted(1, '"');
    quoted += text;
    quoted += '"';
    const auto json = parseJson(quoted);
    const auto value = json ? jsonText(&*json) : std::nullopt;
    if (!value)
        return text;
    return m_unescaped.emplace_back(*value);
}

void LogFormatReader::keep(const LogVariable& variable, std::string_view text)
{
    if (!m_rest.empty())
        m_rest += ' ';
    m_rest += variable.name;
    m_rest += '=';
    m_rest += text;
}

bool LogFormatReader::apply(const LogVariable& variable, std::string_view text, Request& record)
{
    if (variable.value == LogValue::Other)
        keep(variable, text);
    return applyLogValue(variable.value, text, record);
}

void LogFormatReader::noteUnknown(RecordSink& sink) const
{
    // Several readers share a file; only the one that has its first line speaks.
    if (sink.lineNumber() != 1 || m_format.unknown.empty())
        return;
    std::string names;
    for (const std::string& name : m_format.unknown)
        names += (names.empty() ? "" : ", ") + name;
    sink.issue("unknown-log-variable", "The log format holds variables without a field of their own; rest keeps them: " + names);
}

/// Without `refusal` nobody wants to know why.
bool LogFormatReader::fill(std::string_view text, Request& record, Refusal* refusal)
{
    const auto refuse = [refusal](std::string_view code, auto&& reason) {
        if (refusal != nullptr)
            *refusal = {code, reason()};
        return false;
    };
    m_unescaped.clear();
    m_rest.clear();
    std::string_view left;
    LogMismatch mismatch;
    if (!matchLogFormat(m_format, text, m_values, left, mismatch)) {
        return refuse("format-mismatch", [&mismatch] {
            return "The log format has '" + std::string(mismatch.expected) + "' behind " + std::string(mismatch.behind) + ", the line does not";
        });
    }
    const auto time = timeOf();
    if (!time)
        return refuse("bad-time", [] { return std::string("The time of the line cannot be read by the log format"); });
    record.time = *time;
    for (const std::size_t index : m_format.order) {
        const LogVariable& variable = m_format.variables[index];
        if (variable.value <= LogValue::TimeStrftime)
            continue;
        const std::string_view value = plain(m_values[index]);
        if (isAbsentLogValue(value)) {
            if (variable.value == LogValue::BodyBytes && value == "-" && record.bytesOut == absent)
                record.bytesOut = 0;    // Apache's %b
            continue;
        }
        if (!apply(variable, value, record))
            return refuse("bad-value", [&] { return variable.name + " is \"" + shortened(value, 40) + "\", not a number that fits"; });
    }
    if (!trimmed(left).empty()) {
        m_rest += m_rest.empty() ? "" : " ";
        m_rest += trimmed(left);
    }
    if (!m_rest.empty())
        record.rest = m_rest;
    return true;
}

bool LogFormatReader::readIfMatching(std::string_view text, RecordSink& sink)
{
    Request record;
    if (!fill(text, record, nullptr))
        return false;
    sink.request(record);
    return true;
}

bool LogFormatReader::matches(std::string_view text)
{
    Request record;
    return fill(text, record, nullptr);
}

void LogFormatReader::line(std::string_view text, RecordSink& sink)
{
    noteUnknown(sink);
    if (trimmed(text).empty()) {
        sink.skip();
        return;
    }
    Request record;
    Refusal refusal;
    if (fill(text, record, &refusal))
        sink.request(record);
    else
        sink.reject(refusal.code, refusal.reason);
}

std::unique_ptr<RecordReader> readerOf(const Result<LogFormat>& format, const TimeSettings& settings)
{
    if (!format)
        return std::make_unique<RefusingReader>(format.error().message());
    return std::make_unique<LogFormatReader>(*format, settings);
}

}    // namespace faultline
