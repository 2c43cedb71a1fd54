#pragma once

#include "app/query/breakdown.h"
#include "app/query/recordkeys.h"
#include "app/query/recordselector.h"
#include "app/query/routegroups.h"

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace faultline {

/// What a scan adds up for one code; one cache line holds two.
struct alignas(32) ScanCell {
    std::uint32_t count = 0;
    std::uint32_t baselineCount = 0;
    std::uint32_t errors = 0;
    std::uint32_t abandoned = 0;
    std::int64_t durationSum = 0;
    std::int64_t bytes = 0;
};

/// Records of a code that lack a number. Only kept where a column has such rows.
struct MissingCell {
    std::uint32_t durations = 0;
    std::uint32_t bytes = 0;
};

/// A share of the segments with sums of its own, worked on by one thread at a time.
struct ScanPart {
    explicit ScanPart(KeyReader reader) : keys(std::move(reader)) {}

    std::vector<Segment> segments;
    KeyReader keys;
    std::vector<ScanCell> cells;          ///< by code
    std::vector<MissingCell> missing;     ///< by code; shorter than cells where nothing is missing
    std::vector<std::uint32_t> rowOfCode; ///< after grouping
    bool hasDurations = false;
    bool hasBytes = false;

    std::uint32_t durationsOf(std::uint32_t code) const
    {
        return cells[code].count - (code < missing.size() ? missing[code].durations : 0);
    }
};

struct MeasuredColumns;

/// The sums of one row of the breakdown.
struct ScanRow {
    static constexpr std::uint32_t noCode = std::numeric_limits<std::uint32_t>::max();

    std::string_view text;                ///< of the dictionary, a part's own texts or the scan's
    std::int64_t number = 0;              ///< for fields that are numbers
    std::uint32_t code = noCode;          ///< of a row that is one value of the dictionary; its size for the absent one
    bool isAbsent = false;
    std::uint64_t count = 0;
    std::uint64_t baselineCount = 0;
    std::uint64_t errors = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t durations = 0;          ///< records that carry one
    std::uint64_t sizes = 0;
    std::int64_t durationSum = 0;
    std::int64_t bytes = 0;

    void add(const ScanRow& other);
};

/// The counting pass of a breakdown. Rate and percentiles go over the same parts again with the same codes.
class BreakdownScan {
public:
    static constexpr std::uint32_t noRow = std::numeric_limits<std::uint32_t>::max();

    enum class Measures : std::uint8_t {
        None,      ///< not even counts: only the parts, for visitWindow()
        Counts,
        All
    };
    /// `context`, `request` and `control` must outlive the scan.
    static Result<std::unique_ptr<BreakdownScan>> run(SegmentReader& reader, const FilterContext& context,
                                                      const BreakdownRequest& request, const TaskControl& control,
                                                      Measures measures = Measures::All);

    const std::vector<ScanRow>& rows() const { return m_rows; }
    std::uint64_t records() const { return m_records; }
    std::uint64_t baselineRecords() const { return m_baselineRecords; }
    const TimeRange& window() const { return m_window; }
    const std::optional<TimeRange>& baseline() const { return m_baseline; }
    const std::vector<ScanPart>& parts() const { return m_parts; }
    bool hasDurations() const { return m_hasDurations; }
    bool hasBytes() const { return m_hasBytes; }
    std::string valueOf(const ScanRow& row) const;
    std::string_view routeOf(const ScanRow& row) const;    ///< of rows(): the template it is of, by route only
    const Dictionary* dictionary() const { return m_subject.dictionary.get(); }    ///< null for numbers and sources

    /// Calls body for the segments with selected rows of the window, parts in parallel; the first Error ends it. `mask` is
    /// filled when rows is Some.
    using Body = std::function<Result<void>(std::size_t part, const Segment& segment, Rows rows, const RowMask& mask)>;
    Result<void> visitWindow(const Body& body);

    SegmentReader& reader() { return m_reader; }
    const RecordSelector& selector() const { return m_selector; }
    KeyReader& keysOf(std::size_t part) { return m_parts[part].keys; }

private:
    BreakdownScan(SegmentReader& reader, const FilterContext& context, const BreakdownRequest& request,
                  const TaskControl& control, FilterMatcher matcher, KeySubject subject);

    void prepare(const std::vector<Segment>& segments);
    Result<MeasuredColumns> measuredColumns(const Segment& segment);
    Result<void> count(ScanPart& part, const Segment& segment, RowMask& mask);
    void addBaseline(ScanPart& part, Rows rows, const RowMask& mask, std::uint32_t segmentRows);
    Result<void> addWindow(ScanPart& part, const Segment& segment, Rows rows, const RowMask& mask);
    Result<void> forEachPart(const std::function<Result<void>(std::size_t part)>& body);
    void group();
    void groupDictionary();
    void groupOwnCodes(ScanPart& part);
    void groupByRoute();
    std::uint32_t rowOfOwnCode(const ScanPart& part, std::uint32_t code);
    std::uint32_t newRow();

    SegmentReader& m_reader;
    const FilterContext& m_context;
    const BreakdownRequest& m_request;
    const TaskControl& m_control;
    FilterMatcher m_matcher;
    RecordSelector m_selector;
    KeySubject m_subject;
    TimeRange m_window;
    std::optional<TimeRange> m_baseline;
    Measures m_measures = Measures::All;
    double m_largestDurationSum = 0;      ///< upper bound, ns
    std::vector<ScanPart> m_parts;
    std::vector<ScanRow> m_rows;
    std::unordered_map<std::string_view, std::uint32_t> m_rowOfText;
    std::unordered_map<std::int64_t, std::uint32_t> m_rowOfNumber;
    std::deque<std::string> m_ownTexts;
    std::shared_ptr<const RouteGroups> m_routes;   ///< holds texts of the rows
    bool m_hasDurations = false;
    bool m_hasBytes = false;
    std::uint64_t m_records = 0;
    std::uint64_t m_baselineRecords = 0;
};

}    // namespace faultline
