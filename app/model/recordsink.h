#pragma once

#include "app/model/event.h"
#include "app/model/record.h"
#include "app/model/series.h"

#include <cstdint>
#include <string_view>

namespace faultline {

using SeriesHandle = std::uint32_t;

/// What a reader may do with the line it was given. Every line must end in exactly one of: a record (request, operation,
/// logLine, sample, event), reject, skip or continuation. The import job rejects a line that used none of them with the
/// code "no-record", so nothing is lost in silence. Views passed in need to live only for the call.
class RecordSink {
public:
    virtual ~RecordSink() = default;

    virtual void request(const Request& record) = 0;
    virtual void operation(const Operation& record) = 0;
    virtual void logLine(const LogLine& record) = 0;
    virtual void event(Event record) = 0;

    /// The handle of a series, made on first sight. Labels in any order.
    virtual SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind) = 0;
    virtual void sample(SeriesHandle series, const RecordTime& time, double value) = 0;

    /// The line is not understood. `code` is a stable kebab-case word ("bad-time"), `reason` one sentence with the numbers
    /// that matter; the job adds line number, byte offset and an excerpt.
    virtual void reject(std::string_view code, std::string_view reason) = 0;
    /// A comment, a header, a blank line.
    virtual void skip() = 0;
    /// The line belongs to a record that another line of it made or will make (multi-line statements).
    virtual void continuation() = 0;

    /// A contradiction or an assumption about the source, not about one line: "weekday-contradicts-date". Reported beside
    /// the rejected lines; equal codes are counted and the first hundred kept.
    virtual void issue(std::string_view code, std::string_view text) = 0;

    /// 1-based number of the line being read; records take it by themselves. A reader that holds a record back until a later
    /// line ends it calls recordsBelongTo(line) first; 0 = the line being read.
    virtual std::uint64_t lineNumber() const = 0;
    virtual void recordsBelongTo(std::uint64_t line) = 0;
};

}    // namespace faultline
