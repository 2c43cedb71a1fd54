#pragma once

#include "app/import/importer.h"
#include "importers/requests/accesstimes.h"
#include "importers/requests/logformat.h"

#include <deque>
#include <string>
#include <vector>

namespace faultline {

/// Where a line left its format; views into the format.
struct LogMismatch {
    std::string_view expected;    ///< the literal text
    std::string_view behind;      ///< the variable before it
};

/// Cuts a line at the literals of a format: one view a variable. Text behind the last literal is `left` when a blank stands
/// before it.
bool matchLogFormat(const LogFormat& format, std::string_view line, std::vector<std::string_view>& values, std::string_view& left,
                    LogMismatch& mismatch);

/// Reads lines by a compiled format.
class LogFormatReader final : public RecordReader {
public:
    LogFormatReader(LogFormat format, const TimeSettings& settings) : m_format(std::move(format)), m_times(settings) {}
    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times.resolver(); }
    /// Reads the line when it has the format's literals, and its time and numbers where they are expected; false, and the sink is
    /// not called, when it does not.
    bool readIfMatching(std::string_view text, RecordSink& sink);
    bool matches(std::string_view text);

private:
    struct Refusal {
        std::string_view code;
        std::string reason;
    };
    bool apply(const LogVariable& variable, std::string_view text, Request& record);
    bool fill(std::string_view text, Request& record, Refusal* refusal);
    std::optional<RecordTime> timeOf();
    std::string_view plain(std::string_view text);
    void keep(const LogVariable& variable, std::string_view text);
    void noteUnknown(RecordSink& sink) const;

    LogFormat m_format;
    AccessTimes m_times;
    std::vector<std::string_view> m_values;
    std::deque<std::string> m_unescaped;    ///< texts of the line whose JSON escapes were taken away
    std::string m_rest;
};

/// A reader for lines whose format cannot be used: every line is rejected with the reason.
std::unique_ptr<RecordReader> readerOf(const Result<LogFormat>& format, const TimeSettings& settings);

}    // namespace faultline
