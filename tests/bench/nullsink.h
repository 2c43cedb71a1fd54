#pragma once

#include "app/model/recordsink.h"

namespace faultline::bench {

/// Counts what comes in, reads a little of each record so that nothing of a reader's work can be left out, keeps nothing.
class NullSink final : public RecordSink {
public:
    std::uint64_t records = 0;
    std::uint64_t refused = 0;
    std::uint64_t sum = 0;

    void request(const Request& r) override
    {
        take(r.time);
        sum += static_cast<std::uint64_t>(r.status) + static_cast<std::uint64_t>(r.bytesOut) + r.path.size() + r.query.size() + r.userAgent.size() + r.protocol.size();
    }
    void operation(const Operation& r) override
    {
        take(r.time);
        sum += static_cast<std::uint64_t>(r.durationNs) + r.op.size() + r.target.size() + r.shapeHash.size() + r.text.size();
    }
    void logLine(const LogLine& r) override
    {
        take(r.time);
        sum += r.text.size() + r.component.size() + r.rest.size();
    }
    void event(Event r) override
    {
        take(r.start);
        sum += r.title.size();
    }
    SeriesHandle series(std::string_view name, const Labels&, std::string_view, SeriesKind) override
    {
        sum += name.size();
        return m_series++;
    }
    void sample(SeriesHandle, const RecordTime& time, double value) override
    {
        take(time);
        sum += value > 0 ? 1U : 0U;
    }
    void reject(std::string_view, std::string_view) override { ++refused; }
    void skip() override {}
    void continuation() override {}
    void issue(std::string_view, std::string_view) override {}
    std::uint64_t lineNumber() const override { return 1; }
    void recordsBelongTo(std::uint64_t) override {}

private:
    void take(const RecordTime& time)
    {
        ++records;
        sum += static_cast<std::uint64_t>(time.utc.time_since_epoch().count());
    }
    SeriesHandle m_series = 0;
};

}    // namespace faultline::bench
