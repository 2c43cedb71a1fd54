#pragma once

#include "app/store/casefile.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <string>

namespace faultline::bench {

inline constexpr std::int64_t second = 1'000'000'000;
inline constexpr std::int64_t origin = 1'713'830'400 * second;    // 2024-04-23T00:00:00Z

[[noreturn]] void stopOn(const Error& error);

template <typename T>
T required(Result<T> result)
{
    if (!result)
        stopOn(result.error());
    return std::move(*result);
}

/// The folder of FAULTLINE_BENCH_FOLDER (default: the working directory), where cases are kept between runs.
std::string folder();

/// An open case.
struct BenchCase {
    CaseFile file;
    Database connection;
    SegmentReader reader;

    explicit BenchCase(const std::string& path)
        : file(required(CaseFile::open(path, OpenMode::Read))), connection(required(file.openReader())), reader(connection)
    {
    }
};

/// A case of 5 million requests of one day, URLs with a Zipf-like spread; made when it is not there.
std::string caseOfRequests(std::uint32_t urls);

/// A case of requests of one day with every field of a proxy's log, and a series that rises with the incident. In its last fifth the POST requests of one user agent fail every other
/// time, and one URL is asked for five times as often and answers slowly; made when it is not there.
std::string caseOfIncident(std::uint64_t requests, std::uint32_t urls);

/// A case of series with a sample every 30 s for a day, all of one source; every third one rises in the last fifth; made when it is not there.
std::string caseOfMetrics(int series);

/// A case of series with a sample every 20 ms and values of their own; made when it is not there.
std::string caseOfSeries(int series, std::uint64_t samplesOfEach);

}    // namespace faultline::bench
