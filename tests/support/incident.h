#pragma once

#include "app/query/breakdown.h"
#include "app/store/segmentreader.h"
#include "tests/support/importcase.h"

#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace faultline::test {

template <typename T>
T required(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return std::move(*result);
}

Timestamp at(const char* text);                       ///< "2024-04-23T19:30:00", UTC
TimeRange between(const char* begin, const char* end);

/// What the program does not know: names of the culprits, and the seed of all random numbers.
struct IncidentNames {
    const char* label;
    const char* seed;
    QString first, second, flag;
    int decoys = 0;
    int retries = -1;    ///< of a request that was given up or failed; -1: the incident's own
};

/// A generated incident ("hub-outage", "flag-rollout"), imported as its folder.
class Incident : public ImportCase {
public:
    Incident(const QString& name, const IncidentNames& names, const ImportOptions& options);

    ImportReport report;

    Breakdown rows(BreakdownRequest request, const char* filter = nullptr);
    /// By what a value gained in the window against the baseline.
    Breakdown risers(const char* by, TimeRange window, TimeRange baseline, const char* filter = nullptr);
    std::map<std::string, double> responseBytesByTarget(TimeRange window);
    SeriesInfo series(const char* name, const char* label = nullptr);    ///< of that name, with that label's value
    std::vector<Sample> samples(const char* name, const char* label, TimeRange range);
    std::vector<Event> events(const char* kind);
    SegmentReader& reader() { return *m_reader; }
    Database& database() { return *m_connection; }

private:
    std::optional<Database> m_connection;
    std::unique_ptr<SegmentReader> m_reader;
};

}    // namespace faultline::test
