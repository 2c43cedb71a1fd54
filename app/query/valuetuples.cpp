#include "app/query/valuetuples.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <numeric>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t mostFields = 6;
constexpr std::size_t fewerValues = 4;    // a quarter, when there are too many tuples
constexpr std::uint64_t noKey = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t firstSlots = 1024;

struct BothSums {
    RecordSums selection, baseline;
};

/// Sums by packed tuple: open addressing, half full at most.
class TupleTable {
public:
    std::size_t size() const { return m_keys.size(); }
    const std::vector<std::uint64_t>& keys() const { return m_keys; }
    const BothSums& sums(std::size_t place) const { return m_sums[place]; }

    BothSums& at(std::uint64_t key)
    {
        std::size_t slot = slotOf(key);
        if (m_slotKeys[slot] == key)
            return m_sums[m_slotPlaces[slot]];
        if (2 * (m_keys.size() + 1) > m_slotKeys.size()) {
            grow();
            slot = slotOf(key);
        }
        m_slotKeys[slot] = key;
        m_slotPlaces[slot] = static_cast<std::uint32_t>(m_keys.size());
        m_keys.push_back(key);
        return m_sums.emplace_back();
    }

private:
    /// That of the key, or the free one where it belongs.
    std::size_t slotOf(std::uint64_t key) const
    {
        std::size_t slot = (key * 0x9E3779B97F4A7C15U) >> m_shift;    // 2^64 divided by the golden ratio
        while (m_slotKeys[slot] != key && m_slotKeys[slot] != noKey)
            slot = (slot + 1) & (m_slotKeys.size() - 1);
        return slot;
    }

    void grow()
    {
        m_slotKeys.assign(2 * m_slotKeys.size(), noKey);
        m_slotPlaces.resize(m_slotKeys.size());
        --m_shift;
        for (std::size_t place = 0; place < m_keys.size(); ++place) {
            const std::size_t slot = slotOf(m_keys[place]);
            m_slotKeys[slot] = m_keys[place];
            m_slotPlaces[slot] = static_cast<std::uint32_t>(place);
        }
    }

    std::vector<std::uint64_t> m_slotKeys = std::vector<std::uint64_t>(firstSlots, noKey);
    std::vector<std::uint32_t> m_slotPlaces = std::vector<std::uint32_t>(firstSlots);
    int m_shift = 64 - std::countr_zero(firstSlots);
    std::vector<std::uint64_t> m_keys;
    std::vector<BothSums> m_sums;
};

/// One field: its values in order, and which of them are told apart.
class TupleField {
public:
    explicit TupleField(ComparedField field) : m_field(std::move(field)), m_order(m_field.values.size())
    {
        std::iota(m_order.begin(), m_order.end(), 0U);
        std::sort(m_order.begin(), m_order.end(), [this](std::uint32_t left, std::uint32_t right) {
            const ComparedValue& a = m_field.values[left];
            const ComparedValue& b = m_field.values[right];
            if (a.selection.records != b.selection.records)
                return a.selection.records > b.selection.records;
            if (a.baseline.records != b.baseline.records)
                return a.baseline.records > b.baseline.records;
            return a.isAbsent != b.isAbsent ? b.isAbsent : a.value < b.value;
        });
    }

    void keep(std::size_t most)
    {
        m_values.clear();
        std::vector<std::uint32_t> placeOfValue(m_order.size());
        for (std::size_t place = 0; place < m_order.size(); ++place) {
            placeOfValue[m_order[place]] = static_cast<std::uint32_t>(std::min(place, most));
            const ComparedValue& value = m_field.values[m_order[place]];
            if (place < most)
                m_values.push_back({std::string(value.value), value.isAbsent, false});
            else if (place == most)
                m_values.push_back({{}, false, true});
        }
        m_placeOfCode.clear();
        const auto place = [&](std::uint32_t value) { return value == ComparedScan::noValue ? 0 : placeOfValue[value]; };    // of a row that is on no side
        for (const std::vector<std::uint32_t>& own : m_field.valueOfOwnCode) {
            std::vector<std::uint32_t>& places = m_placeOfCode.emplace_back();
            places.reserve(m_field.valueOfCode.size() + own.size());
            std::transform(m_field.valueOfCode.begin(), m_field.valueOfCode.end(), std::back_inserter(places), place);
            std::transform(own.begin(), own.end(), std::back_inserter(places), place);
        }
    }

    std::uint32_t bits() const { return static_cast<std::uint32_t>(std::bit_width(m_values.size())); }
    const std::vector<std::uint32_t>& placeOfCode(std::size_t part) const { return m_placeOfCode[part]; }
    std::vector<TupleValue> takeValues() { return std::move(m_values); }

private:
    ComparedField m_field;
    std::vector<std::uint32_t> m_order;
    std::vector<TupleValue> m_values;
    std::vector<std::vector<std::uint32_t>> m_placeOfCode;    // by part
};

RecordSums sumsOf(const MeasuredBlock& block, std::uint32_t row)
{
    return {1, block.errors[row], block.durations[row], block.bytes[row]};
}

/// Nothing: there are more tuples than asked for.
using Tuples = std::optional<TupleTable>;

Result<Tuples> countTuples(ComparedScan& scan, const ValueTuplesRequest& request, const std::vector<TupleField>& fields)
{
    std::vector<TupleTable> tables(scan.parts().size());
    std::atomic<bool> isFull{false};
    const auto open = [&](std::size_t part, std::size_t segment) -> Result<void> {
        for (const std::size_t field : request.fields) {
            if (auto done = scan.keysOf(part, field).open(scan.segment(segment)); !done)
                return done;
        }
        return {};
    };
    const auto visited = scan.visit(open, [&](std::size_t part, std::size_t, const MeasuredBlock& block) -> Result<void> {
        if (isFull.load(std::memory_order_relaxed))
            return {};
        std::array<std::uint32_t, MeasuredBlock::mostRows> codes;    // NOLINT: written before it is read
        std::array<std::uint64_t, MeasuredBlock::mostRows> keys{};
        for (std::size_t f = 0; f < fields.size(); ++f) {
            scan.keysOf(part, request.fields[f]).codes(block.rows, codes.data());
            const std::vector<std::uint32_t>& places = fields[f].placeOfCode(part);
            for (std::uint32_t i = 0; i < block.rows.count; ++i)
                keys[i] = keys[i] << fields[f].bits() | (codes[i] < places.size() ? places[codes[i]] : 0);
        }
        TupleTable& table = tables[part];
        for (std::uint32_t i = 0; i < block.rows.count; ++i) {
            if ((block.sides[i] & inEither) == 0)
                continue;
            BothSums& sums = table.at(keys[i]);
            if ((block.sides[i] & inWindow) != 0)
                sums.selection.add(sumsOf(block, i));
            if ((block.sides[i] & inBaseline) != 0)
                sums.baseline.add(sumsOf(block, i));
        }
        if (table.size() > request.mostTuples)
            isFull = true;
        return {};
    });
    if (!visited)
        return visited.error();
    TupleTable& all = tables.front();
    for (std::size_t part = 1; part < tables.size() && !isFull && all.size() <= request.mostTuples; ++part) {
        for (std::size_t place = 0; place < tables[part].size(); ++place) {
            BothSums& sums = all.at(tables[part].keys()[place]);
            sums.selection.add(tables[part].sums(place).selection);
            sums.baseline.add(tables[part].sums(place).baseline);
        }
    }
    if (isFull || all.size() > request.mostTuples)
        return Tuples();
    return Tuples(std::move(all));
}

ValueTuples unpacked(const TupleTable& tuples, std::vector<TupleField>& fields)
{
    std::vector<std::uint32_t> order(tuples.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return tuples.keys()[a] < tuples.keys()[b]; });
    ValueTuples result;
    for (const std::uint32_t place : order) {
        std::array<std::uint32_t, mostFields> codes{};
        std::uint64_t key = tuples.keys()[place];
        for (std::size_t f = fields.size(); f-- > 0; key >>= fields[f].bits())
            codes[f] = static_cast<std::uint32_t>(key & ((std::uint64_t{1} << fields[f].bits()) - 1));
        result.codes.insert(result.codes.end(), codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(fields.size()));
        result.selection.push_back(tuples.sums(place).selection);
        result.baseline.push_back(tuples.sums(place).baseline);
    }
    for (TupleField& field : fields)
        result.values.push_back(field.takeValues());
    return result;
}

}    // namespace

Result<ValueTuples> valueTuples(ComparedScan& scan, const ValueTuplesRequest& request)
{
    // Ten bits a field: six fields of 1,000 values fit into one number.
    if (request.fields.empty() || request.fields.size() > mostFields || request.mostValues > 1'000)
        return Error{ErrorKind::Usage, "Cannot compare several fields at once", "One to six fields of at most 1,000 values go together", "Name one to six fields"};
    std::vector<TupleField> fields;
    for (const std::size_t field : request.fields)
        fields.emplace_back(scan.field(field));
    Tuples tuples;
    for (std::size_t most = std::max<std::size_t>(1, request.mostValues); !tuples; most /= fewerValues) {
        for (TupleField& field : fields)
            field.keep(most);
        auto counted = countTuples(scan, request, fields);
        if (!counted)
            return counted.error();
        tuples = std::move(*counted);
        if (most == 0)
            break;
    }
    return tuples ? unpacked(*tuples, fields) : ValueTuples();
}

}    // namespace faultline
