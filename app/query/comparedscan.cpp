#include "app/query/comparedscan.h"

#include "app/base/parallel.h"
#include "app/query/routegroups.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

namespace faultline {

namespace {

constexpr std::size_t partMemory = std::size_t{256} << 20;
constexpr std::size_t prefetchFrom = 8 * 1024;    // cells of more codes than this leave the second-level cache
constexpr std::uint32_t prefetchDistance = 12;
constexpr double nanosecondsPerSecond = 1e9;
constexpr std::uint8_t inSlice = 4;
constexpr std::uint8_t slicePlace = 3;            // the bit where its number begins

/// Never negative numbers, so that the largest one is reached in whatever order they come.
void addSaturating(std::int64_t& sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = std::numeric_limits<std::int64_t>::max();
}

void add(ComparedCell::Side& side, const MeasuredBlock& block, std::uint32_t row)
{
    ++side.records;
    side.errors += block.errors[row];
    addSaturating(side.duration, block.durations[row]);
    addSaturating(side.bytes, block.bytes[row]);
}

void add(ComparedCell::Side& side, const ComparedCell::Side& other)
{
    side.records += other.records;
    side.errors += other.errors;
    addSaturating(side.duration, other.duration);
    addSaturating(side.bytes, other.bytes);
}

RecordSums sumsOf(const ComparedCell::Side& side)
{
    return {side.records, side.errors, side.duration, side.bytes};
}

bool isUsed(const ComparedCell& cell)
{
    return cell.selection.records != 0 || cell.baseline.records != 0;
}

/// The loop that a comparison spends its time in: a block on one side, or row by row.
template <typename CellOf>
void addBlock(const MeasuredBlock& block, CellOf cellOf)
{
    if (block.anySide == block.everySide && block.anySide != inEither) {
        const auto side = block.anySide == inWindow ? &ComparedCell::selection : &ComparedCell::baseline;
        for (std::uint32_t i = 0; i < block.rows.count; ++i)
            add(cellOf(i).*side, block, i);
        return;
    }
    for (std::uint32_t i = 0; i < block.rows.count; ++i) {
        if ((block.sides[i] & inEither) == 0)
            continue;
        ComparedCell& cell = cellOf(i);
        if ((block.sides[i] & inWindow) != 0)
            add(cell.selection, block, i);
        if ((block.sides[i] & inBaseline) != 0)
            add(cell.baseline, block, i);
    }
}

void addCodes(std::vector<ComparedCell>& cells, const std::uint32_t* codes, const MeasuredBlock& block)
{
    ComparedCell* const data = cells.data();
    if (cells.size() <= prefetchFrom)
        return addBlock(block, [=](std::uint32_t i) -> ComparedCell& { return data[codes[i]]; });
    const std::uint32_t last = block.rows.count - 1;
    addBlock(block, [=](std::uint32_t i) -> ComparedCell& {
        __builtin_prefetch(data + codes[std::min(i + prefetchDistance, last)], 1);
        return data[codes[i]];
    });
}

/// Half open; rows without a time are in none.
void addSide(const std::vector<std::int64_t>& times, const TimeRange& range, std::uint8_t side, std::vector<std::uint8_t>& sides)
{
    const std::int64_t begin = std::max(nanosecondsOf(range.begin), absent + 1);
    const std::int64_t end = nanosecondsOf(range.end);
    const bool isOpen = range.end == Timestamp::max();
    for (std::size_t row = 0; row < times.size(); ++row) {
        const bool isInside = times[row] >= begin && (times[row] < end || isOpen);
        sides[row] |= static_cast<std::uint8_t>(isInside ? side : 0);
    }
}

/// The measured columns of one segment; null where it has none.
struct MeasuredColumns {
    std::shared_ptr<const ColumnData> state, duration, bytes;
    bool isRequest = true;

    Result<void> open(SegmentReader& reader, const Segment& segment)
    {
        isRequest = segment.kind == RecordKind::Request;
        const auto read = [&](Field field, std::shared_ptr<const ColumnData>& into) -> Result<void> {
            auto column = reader.column(segment, field);
            if (!column)
                return column.error();
            into = *column && !(*column)->isText && (*column)->rows == segment.rows ? *column : nullptr;
            return {};
        };
        if (auto done = read(isRequest ? Field::Status : Field::Severity, state); !done)
            return done;
        if (segment.kind == RecordKind::LogLine)
            return {};
        if (auto done = read(Field::Duration, duration); !done)
            return done;
        return read(isRequest ? Field::BytesOut : Field::ResponseBytes, bytes);
    }

    void fill(MeasuredBlock& block) const
    {
        std::fill_n(block.errors.begin(), block.rows.count, std::uint8_t{0});
        constexpr std::int64_t top = std::numeric_limits<std::int64_t>::max();
        if (state)
            flagRange(*state, block.rows, {isRequest ? 500 : static_cast<std::int64_t>(Severity::Error), top}, 1, block.errors.data());
        fillNumbers(duration.get(), block.rows, block.durations.data());
        fillNumbers(bytes.get(), block.rows, block.bytes.data());
    }

private:
    /// Negative numbers are damage; they count as absent, as everywhere.
    static void fillNumbers(const ColumnData* column, RowBlock rows, std::int64_t* values)
    {
        if (column == nullptr) {
            std::fill(values, values + rows.count, 0);
            return;
        }
        readNumbers(*column, rows, values);
        for (std::uint32_t i = 0; i < rows.count; ++i)
            values[i] = std::max<std::int64_t>(values[i], 0);
    }
};

void addMoments(RecordMoments& moments, const MeasuredBlock& block)
{
    for (std::uint32_t i = 0; i < block.rows.count; ++i) {
        if ((block.sides[i] & inBaseline) == 0)
            continue;
        const double seconds = static_cast<double>(block.durations[i]) / nanosecondsPerSecond;
        const auto bytes = static_cast<double>(block.bytes[i]);
        ++moments.records;
        moments.seconds += seconds;
        moments.secondsSquared += seconds * seconds;
        moments.bytes += bytes;
        moments.bytesSquared += bytes * bytes;
    }
}

}    // namespace

void RecordSums::add(const RecordSums& other)
{
    records += other.records;
    errors += other.errors;
    addSaturating(duration, other.duration);
    addSaturating(bytes, other.bytes);
}

ComparedScan::ComparedScan(SegmentReader& reader, const FilterContext& context, const ComparedRequest& request, const TaskControl& control,
                           FilterMatcher matcher)
    : m_reader(reader), m_context(context), m_request(request), m_control(control), m_matcher(std::move(matcher)),
      m_selector(reader, m_matcher, request.windowTime)
{
}

Result<std::unique_ptr<ComparedScan>> ComparedScan::run(SegmentReader& reader, const FilterContext& context, const ComparedRequest& request,
                                                        const TaskControl& control)
{
    const auto segments = reader.segments(request.kind);    // first: it notices when the case has changed
    if (!segments)
        return segments.error();
    auto matcher = FilterMatcher::compile(request.filter, request.kind, context, reader);
    if (!matcher)
        return matcher.error();
    std::unique_ptr<ComparedScan> scan(new ComparedScan(reader, context, request, control, std::move(*matcher)));
    if (auto done = scan->resolveColumns(); !done)
        return done.error();
    scan->deal(*segments);
    if (auto done = scan->count(); !done)
        return done.error();
    return scan;
}

/// "route" is made of the column of "path".
Result<void> ComparedScan::resolveColumns()
{
    for (const std::string& field : m_request.fields) {
        auto subject = KeySubject::resolve(m_reader, m_request.kind, field);
        if (!subject)
            return subject.error();
        if (subject->isRoute)
            m_templates = subject->templates;
        const auto known = std::find_if(m_columns.begin(), m_columns.end(), [&](const KeySubject& column) {
            return column.kind == subject->kind && (column.kind == KeySubject::Kind::Source || column.field == subject->field);
        });
        m_columnOfField.push_back(static_cast<std::size_t>(known - m_columns.begin()));
        if (known == m_columns.end())
            m_columns.push_back(std::move(*subject));
    }
    return {};
}

/// In runs of about equal length, one for each worker that the memory is enough for.
void ComparedScan::deal(const std::vector<Segment>& segments)
{
    std::uint64_t rows = 0;
    for (const Segment& segment : segments) {
        const auto touches = [&](const TimeRange& range) { return m_selector.overlap(segment, range) != Rows::None; };
        if (!touches(m_request.window) && std::none_of(m_request.baseline.begin(), m_request.baseline.end(), touches))
            continue;
        m_segments.push_back(segment);
        rows += segment.rows;
    }
    m_momentsOfSegment.resize(m_segments.size());
    std::size_t codes = 0;
    for (const KeySubject& column : m_columns)
        codes += std::size_t{column.dictionarySize()} + 1;
    const std::size_t affordable = std::max<std::size_t>(1, partMemory / (codes * sizeof(ComparedCell)));
    m_parts.resize(std::min({std::size_t{workerCount()}, affordable, std::max<std::size_t>(1, m_segments.size())}));
    for (ComparedPart& part : m_parts) {
        for (const KeySubject& column : m_columns)
            part.keys.emplace_back(m_reader, column);
        part.cells.resize(m_columns.size());
    }
    std::uint64_t seen = 0;
    for (std::size_t place = 0; place < m_segments.size(); ++place) {
        const std::uint64_t part = std::min<std::uint64_t>(seen * m_parts.size() / std::max<std::uint64_t>(rows, 1), m_parts.size() - 1);
        m_parts[part].segments.push_back(place);
        seen += m_segments[place].rows;
    }
}

/// False: none of its rows is on either side.
Result<bool> ComparedScan::sidesOf(const Segment& segment, std::vector<std::uint8_t>& sides) const
{
    std::vector<std::pair<TimeRange, std::uint8_t>> ranges{{m_request.window, inWindow}};
    for (const TimeRange& range : m_request.baseline)
        ranges.emplace_back(range, inBaseline);
    for (std::size_t slice = 0; slice < std::min(m_request.slices.size(), mostSlices); ++slice)
        ranges.emplace_back(m_request.slices[slice], static_cast<std::uint8_t>(inSlice | slice << slicePlace));
    std::vector<std::int64_t> times;
    sides.assign(segment.rows, 0);
    for (const auto& [range, side] : ranges) {
        const Rows rows = m_selector.overlap(segment, range);
        if (rows == Rows::None)
            continue;
        if (times.empty()) {
            if (auto done = m_selector.times(segment, times); !done)
                return done.error();
        }
        addSide(times, range, side, sides);
    }
    if (!m_matcher.matchesEverything()) {
        RowMask mask(segment.rows, 1);
        if (auto done = m_matcher.narrow(segment, mask); !done)
            return done.error();
        for (std::size_t row = 0; row < sides.size(); ++row)
            sides[row] = mask[row] != 0 ? sides[row] : std::uint8_t{0};
    }
    return std::any_of(sides.begin(), sides.end(), [](std::uint8_t side) { return (side & inEither) != 0; });
}

Result<void> ComparedScan::visit(const Before& before, const Body& body)
{
    std::vector<std::optional<Error>> errors(m_parts.size());
    parallelFor(m_parts.size(), [&](std::size_t part) {
        std::vector<std::uint8_t> sides;
        for (const std::size_t place : m_parts[part].segments) {
            if (m_control.stopRequested()) {
                errors[part] = Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
                return;
            }
            const auto isTouched = sidesOf(m_segments[place], sides);
            const Result<void> done = !isTouched ? Result<void>(isTouched.error()) : !*isTouched ? Result<void>() : before(part, place);
            const Result<void> visited = done && isTouched && *isTouched ? visitSegment(part, place, sides, body) : done;
            if (!visited) {
                errors[part] = visited.error();
                return;
            }
        }
    });
    for (const auto& error : errors) {
        if (error)
            return *error;
    }
    return {};
}

Result<void> ComparedScan::visitSegment(std::size_t part, std::size_t place, std::vector<std::uint8_t>& sides, const Body& body)
{
    const Segment& segment = m_segments[place];
    MeasuredColumns columns;
    if (auto done = columns.open(m_reader, segment); !done)
        return done;
    MeasuredBlock block;
    for (; block.rows.begin < segment.rows; block.rows.begin += block.rows.count) {
        block.rows.count = std::min(MeasuredBlock::mostRows, segment.rows - block.rows.begin);
        block.sides = sides.data() + block.rows.begin;
        std::uint8_t any = 0;
        std::uint8_t every = inEither;
        for (std::uint32_t i = 0; i < block.rows.count; ++i) {
            any |= block.sides[i];
            every &= block.sides[i];
        }
        block.anySide = any & inEither;
        block.everySide = every;
        if (block.anySide == 0)
            continue;
        columns.fill(block);
        if (auto done = body(part, place, block); !done)
            return done;
    }
    return {};
}

Result<void> ComparedScan::count()
{
    for (ComparedPart& part : m_parts) {
        for (std::size_t column = 0; column < m_columns.size(); ++column)
            part.cells[column].resize(part.keys[column].size());
    }
    const auto open = [this](std::size_t part, std::size_t place) -> Result<void> {
        for (KeyReader& keys : m_parts[part].keys) {
            if (auto done = keys.open(m_segments[place]); !done)
                return done;
        }
        return {};
    };
    const auto counted = visit(open, [this](std::size_t part, std::size_t place, const MeasuredBlock& block) -> Result<void> {
        if ((block.anySide & inBaseline) != 0)
            addMoments(m_momentsOfSegment[place], block);
        countBlock(m_parts[part], block);
        return {};
    });
    if (!counted)
        return counted.error();
    for (const RecordMoments& moments : m_momentsOfSegment) {
        m_moments.records += moments.records;
        m_moments.seconds += moments.seconds;
        m_moments.secondsSquared += moments.secondsSquared;
        m_moments.bytes += moments.bytes;
        m_moments.bytesSquared += moments.bytesSquared;
    }
    m_baselineRecords = m_moments.records;
    for (const ComparedPart& part : m_parts)
        m_records += part.records;
    return {};
}

void ComparedScan::countBlock(ComparedPart& part, const MeasuredBlock& block)
{
    std::array<std::uint32_t, MeasuredBlock::mostRows> codes;    // NOLINT: written before it is read
    ComparedCell total;
    addBlock(block, [&total](std::uint32_t) -> ComparedCell& { return total; });
    part.records += total.selection.records;
    for (std::size_t column = 0; column < part.keys.size(); ++column) {
        std::vector<ComparedCell>& cells = part.cells[column];
        KeyReader& keys = part.keys[column];
        const bool isSliced = column == 0 && !m_request.slices.empty();
        const auto only = isSliced ? std::nullopt : keys.onlyCode();
        if (!only)
            keys.codes(block.rows, codes.data());
        if (cells.size() < keys.size())
            cells.resize(keys.size());
        if (only) {
            add(cells[*only].selection, total.selection);
            add(cells[*only].baseline, total.baseline);
            continue;
        }
        addCodes(cells, codes.data(), block);
        if (!isSliced)
            continue;
        part.slices.resize(cells.size());
        for (std::uint32_t i = 0; i < block.rows.count; ++i) {
            if ((block.sides[i] & inSlice) != 0)
                ++part.slices[codes[i]][block.sides[i] >> slicePlace];
        }
    }
}

void ComparedScan::addCell(ComparedValue& value, std::size_t part, std::size_t column, std::uint32_t code) const
{
    const ComparedCell& cell = m_parts[part].cells[column][code];
    value.selection.add(sumsOf(cell.selection));
    value.baseline.add(sumsOf(cell.baseline));
    if (column != 0 || code >= m_parts[part].slices.size())
        return;
    for (std::size_t slice = 0; slice < mostSlices; ++slice)
        value.slices[slice] += m_parts[part].slices[code][slice];
}

/// Equal values of all parts come together, whether they were codes or text.
ComparedField ComparedScan::valuesOf(std::size_t column) const
{
    const KeySubject& subject = m_columns[column];
    const std::uint32_t codes = subject.dictionarySize() + 1;    // the last one is the absent value
    ComparedField field;
    if (subject.dictionary)
        field.owners.push_back(subject.dictionary);
    field.valueOfCode.assign(codes, noValue);
    for (std::uint32_t code = 0; code < codes; ++code) {
        for (std::size_t part = 0; part < m_parts.size(); ++part) {
            if (!isUsed(m_parts[part].cells[column][code]))
                continue;
            if (field.valueOfCode[code] == noValue) {
                field.valueOfCode[code] = static_cast<std::uint32_t>(field.values.size());
                ComparedValue& value = field.values.emplace_back();
                value.isAbsent = code == codes - 1;
                value.value = value.isAbsent ? std::string_view() : subject.dictionary->at(code);
            }
            addCell(field.values[field.valueOfCode[code]], part, column, code);
        }
    }
    addOwnValues(column, field);
    return field;
}

/// What the parts met themselves, in the order of the texts: which part met it first does not matter.
void ComparedScan::addOwnValues(std::size_t column, ComparedField& field) const
{
    const KeySubject& subject = m_columns[column];
    std::map<std::string, std::vector<std::pair<std::size_t, std::uint32_t>>, std::less<>> own;    // part and code
    field.valueOfOwnCode.resize(m_parts.size());
    for (std::size_t part = 0; part < m_parts.size(); ++part) {
        const KeyReader& keys = m_parts[part].keys[column];
        const auto size = static_cast<std::uint32_t>(m_parts[part].cells[column].size());
        field.valueOfOwnCode[part].assign(size > keys.firstOwnCode() ? size - keys.firstOwnCode() : 0, noValue);
        for (std::uint32_t code = keys.firstOwnCode(); code < size; ++code) {
            if (!isUsed(m_parts[part].cells[column][code]))
                continue;
            const bool isNumber = subject.kind == KeySubject::Kind::Number || subject.kind == KeySubject::Kind::Source;
            own[isNumber ? textOf(subject, m_context, keys.ownNumber(code)) : std::string(keys.ownText(code))].emplace_back(part, code);
        }
    }
    if (own.empty())
        return;
    std::unordered_map<std::string_view, std::uint32_t> known;
    for (std::uint32_t value = 0; value < field.values.size(); ++value) {
        if (!field.values[value].isAbsent)
            known.emplace(field.values[value].value, value);
    }
    const auto texts = std::make_shared<std::deque<std::string>>();
    for (const auto& [text, codes] : own) {
        const auto [entry, isNew] = known.try_emplace(texts->emplace_back(text), static_cast<std::uint32_t>(field.values.size()));
        if (isNew)
            field.values.emplace_back().value = entry->first;
        for (const auto& [part, code] : codes) {
            field.valueOfOwnCode[part][code - m_parts[part].keys[column].firstOwnCode()] = entry->second;
            addCell(field.values[entry->second], part, column, code);
        }
    }
    field.owners.push_back(texts);
}

ComparedField ComparedScan::field(std::size_t index) const
{
    const std::size_t column = m_columnOfField[index];
    const bool isRoute = m_request.kind == RecordKind::Request && m_request.fields[index] == "route";
    ComparedField values = valuesOf(column);
    return isRoute ? byRoute(values, column) : values;
}

/// Hot is what is hot in the window; the baseline is grouped alike, so that the same records are compared.
ComparedField ComparedScan::byRoute(const ComparedField& paths, std::size_t column) const
{
    std::vector<RoutedPath> routed(paths.values.size());
    std::uint64_t records = 0;
    for (std::size_t value = 0; value < routed.size(); ++value) {
        routed[value] = {paths.values[value].value, RoutedPath::noCode, paths.values[value].isAbsent, paths.values[value].selection.records};
        records += routed[value].count;
    }
    for (std::uint32_t code = 0; code < paths.valueOfCode.size(); ++code) {
        if (paths.valueOfCode[code] != noValue)
            routed[paths.valueOfCode[code]].code = code;
    }
    const auto groups = std::make_shared<const RouteGroups>(*m_columns[column].dictionary, *m_templates, routed, records);
    ComparedField field = {{}, paths.valueOfCode, paths.valueOfOwnCode, paths.owners};
    field.owners.push_back(groups);
    field.values.resize(groups->texts().size());
    for (std::uint32_t value = 0; value < routed.size(); ++value) {
        ComparedValue& group = field.values[groups->groupOf(value)];
        const ComparedValue& path = paths.values[value];
        group.value = groups->texts()[groups->groupOf(value)];
        group.isAbsent = path.isAbsent;
        group.selection.add(path.selection);
        group.baseline.add(path.baseline);
        for (std::size_t slice = 0; slice < mostSlices; ++slice)
            group.slices[slice] += path.slices[slice];
    }
    const auto regroup = [&](std::vector<std::uint32_t>& valueOfCode) {
        for (std::uint32_t& value : valueOfCode)
            value = value == noValue ? noValue : groups->groupOf(value);
    };
    regroup(field.valueOfCode);
    std::for_each(field.valueOfOwnCode.begin(), field.valueOfOwnCode.end(), regroup);
    return field;
}

}    // namespace faultline
