#pragma once

#include "app/query/breakdownscan.h"
#include "app/query/recordseries.h"
#include "app/query/timebuckets.h"

#include <vector>

namespace faultline {

/// Sums one measure of the records of a scan by time. Each part of the scan has sums of its own.
class BucketCounter {
public:
    BucketCounter(BreakdownScan& scan, Measure measure, const TimeBuckets& buckets);

    Result<void> run();
    std::vector<double> values() const;

private:
    struct Sums {
        std::vector<std::int64_t> records;
        std::vector<std::int64_t> amounts;    ///< errors, bytes, nanoseconds; saturates
    };
    Result<void> count(Sums& sums, const Segment& segment, Rows rows, const RowMask& mask);
    Result<void> amountsOf(const Segment& segment, std::vector<std::int64_t>& amounts) const;

    BreakdownScan& m_scan;
    Measure m_measure;
    const TimeBuckets& m_buckets;
    std::vector<Sums> m_sums;
};

/// Exact nearest-rank percentiles of durations by time, in seconds; NaN in a bucket without durations. A first pass counts, the
/// next ones gather the durations of as many buckets as fit into 64 MiB.
class BucketPercentiles {
public:
    BucketPercentiles(BreakdownScan& scan, std::size_t percent, const TimeBuckets& buckets);

    Result<void> run();
    const std::vector<double>& values() const { return m_values; }

private:
    template <typename Take>
    Result<void> visit(std::size_t firstBucket, std::size_t lastBucket, const Take& take);
    Result<void> gather(std::size_t firstBucket, std::size_t lastBucket);

    BreakdownScan& m_scan;
    std::size_t m_percent;
    const TimeBuckets& m_buckets;
    std::vector<std::vector<std::uint32_t>> m_counts;    ///< by part and bucket
    std::vector<double> m_values;
};

/// How many records were under way, from arrival to completion, on average over each bucket. The scan must take in every record
/// that touches the buckets, by arrival.
class BucketsUnderWay {
public:
    BucketsUnderWay(BreakdownScan& scan, const TimeBuckets& buckets);

    Result<void> run();
    std::vector<double> values() const;

private:
    struct Sums {
        std::vector<std::int64_t> change;     ///< of the number that fills the bucket, against the one before
        std::vector<std::int64_t> whole;      ///< parts of buckets, added up to whole ones
        std::vector<std::int64_t> rest;       ///< nanoseconds, less than a step
        void addPart(std::size_t bucket, std::int64_t length, std::int64_t step);
    };
    void add(Sums& sums, std::int64_t arrival, std::int64_t completion) const;

    BreakdownScan& m_scan;
    const TimeBuckets& m_buckets;
    std::vector<Sums> m_sums;
};

}    // namespace faultline
