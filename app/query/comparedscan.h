#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/comparedblock.h"
#include "app/query/filter.h"
#include "app/query/recordkeys.h"
#include "app/query/recordselector.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

struct ComparedRequest {
    RecordKind kind = RecordKind::Request;
    std::vector<std::string> fields;          ///< names, "route" (exact where a URL is hot in the window), "source"
    TimeRange window;
    std::vector<TimeRange> baseline;
    std::vector<TimeRange> slices;            ///< of the baseline, disjoint, at most four; counted for the first field
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
};

struct ComparedValue {
    std::string_view value;                   ///< as long as the answer lives
    bool isAbsent = false;
    RecordSums selection, baseline;
    std::array<std::uint64_t, mostSlices> slices{};
};

/// The values of one field, in an order that the case alone decides.
struct ComparedField {
    std::vector<ComparedValue> values;
    /// Which value a row of a part has, by its code: those of the dictionary and the absent one, then the part's own ones.
    std::vector<std::uint32_t> valueOfCode;
    std::vector<std::vector<std::uint32_t>> valueOfOwnCode;    ///< by part
    std::vector<std::shared_ptr<const void>> owners;           ///< of texts
};

/// The values of several fields in a window and its baseline, all counted in one pass over the records of both. The same answers by any
/// number of threads: whole numbers, and moments by segment.
class ComparedScan {
public:
    /// `context`, `request` and `control` must outlive the scan.
    static Result<std::unique_ptr<ComparedScan>> run(SegmentReader& reader, const FilterContext& context, const ComparedRequest& request,
                                                     const TaskControl& control);

    std::size_t fields() const { return m_request.fields.size(); }
    ComparedField field(std::size_t index) const;    ///< from any thread
    const RecordMoments& baselineMoments() const { return m_moments; }
    std::uint64_t records() const { return m_records; }
    std::uint64_t baselineRecords() const { return m_baselineRecords; }

    const std::vector<ComparedPart>& parts() const { return m_parts; }
    KeyReader& keysOf(std::size_t part, std::size_t field) { return m_parts[part].keys[m_columnOfField[field]]; }
    /// Calls body for every block with a selected row, parts in parallel; before(part, segment) once for each segment. The first Error
    /// ends it.
    using Before = std::function<Result<void>(std::size_t part, std::size_t segment)>;
    using Body = std::function<Result<void>(std::size_t part, std::size_t segment, const MeasuredBlock& block)>;
    Result<void> visit(const Before& before, const Body& body);
    const Segment& segment(std::size_t place) const { return m_segments[place]; }

    static constexpr std::uint32_t noValue = std::numeric_limits<std::uint32_t>::max();

private:
    ComparedScan(SegmentReader& reader, const FilterContext& context, const ComparedRequest& request, const TaskControl& control,
                 FilterMatcher matcher);

    Result<void> resolveColumns();
    void deal(const std::vector<Segment>& segments);
    Result<bool> sidesOf(const Segment& segment, std::vector<std::uint8_t>& sides) const;
    Result<void> visitSegment(std::size_t part, std::size_t place, std::vector<std::uint8_t>& sides, const Body& body);
    Result<void> count();
    void countBlock(ComparedPart& part, const MeasuredBlock& block);
    ComparedField valuesOf(std::size_t column) const;
    void addOwnValues(std::size_t column, ComparedField& field) const;
    void addCell(ComparedValue& value, std::size_t part, std::size_t column, std::uint32_t code) const;
    ComparedField byRoute(const ComparedField& paths, std::size_t column) const;

    SegmentReader& m_reader;
    const FilterContext& m_context;
    const ComparedRequest& m_request;
    const TaskControl& m_control;
    FilterMatcher m_matcher;
    RecordSelector m_selector;
    std::vector<KeySubject> m_columns;             // each read once
    std::shared_ptr<const UrlTemplates> m_templates;    // where "route" is asked for
    std::vector<std::size_t> m_columnOfField;
    std::vector<Segment> m_segments;               // those with records of either side
    std::vector<ComparedPart> m_parts;
    std::vector<RecordMoments> m_momentsOfSegment;
    RecordMoments m_moments;
    std::uint64_t m_records = 0;
    std::uint64_t m_baselineRecords = 0;
};

}    // namespace faultline
