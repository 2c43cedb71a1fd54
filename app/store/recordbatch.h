#pragma once

#include "app/model/event.h"
#include "app/model/record.h"
#include "app/model/series.h"
#include "app/model/source.h"
#include "app/store/textcodes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Rows of one record kind as columns, before they become segments. A column exists once it has had a value.
class RecordTable {
public:
    void setNumber(Field field, std::int64_t value)
    {
        if (value == absent)
            return;
        auto& column = m_numbers[static_cast<std::size_t>(field)];
        if (!column)
            column = std::make_unique<std::vector<std::int64_t>>();
        column->resize(m_rows, absent);
        column->push_back(value);
    }
    void setText(Field field, std::string_view value);      ///< dictionary fields; no effect when data() is nullptr
    void setPlain(Field field, std::string_view value);     ///< text that does not repeat
    void endRow()
    {
        ++m_rows;
        if (m_rows - m_firstHeld == TextCodes::mostAtOnce)
            codeHeldRows();
    }
    /// Texts inside `stable` are not copied by setText: they must stay until finish() or the next call.
    void setStableText(std::string_view stable);
    void finish() { codeHeldRows(); }    ///< before the columns are read

    std::uint32_t rows() const { return m_rows; }

    struct CodedColumn {
        TextCodes values;
        std::vector<std::uint32_t> codes;                   ///< TextCodes::none = absent; shorter than rows = absent
        std::vector<std::string_view> held;                 ///< texts of the rows from m_firstHeld on
    };
    struct PlainColumn {
        std::string arena;
        std::vector<std::pair<std::size_t, std::size_t>> spans;    ///< offset (npos = absent) and length
    };
    const std::vector<std::int64_t>* numbers(Field field) const { return m_numbers[static_cast<std::size_t>(field)].get(); }
    const CodedColumn* coded(Field field) const { return m_coded[static_cast<std::size_t>(field)].get(); }
    const PlainColumn* plain(Field field) const { return m_plain[static_cast<std::size_t>(field)].get(); }

private:
    void codeHeldRows();
    std::uint32_t m_rows = 0;
    std::uint32_t m_firstHeld = 0;
    std::string_view m_stable;
    std::deque<std::string> m_copies;    // of held texts that are not in m_stable
    std::array<std::unique_ptr<std::vector<std::int64_t>>, fieldCount> m_numbers;
    std::array<std::unique_ptr<CodedColumn>, fieldCount> m_coded;
    std::array<std::unique_ptr<PlainColumn>, fieldCount> m_plain;
};

struct BatchSeries {
    std::string name;
    Labels labels;
    std::string unit;
    SeriesKind kind = SeriesKind::Unknown;
    TimeBasis basis = TimeBasis::Epoch;
    std::vector<Sample> samples;
    std::vector<std::pair<std::size_t, std::int64_t>> gapLocals;    ///< sample and the wall clock that its zone skipped
};

/// Some thousand untouched lines, compressed.
struct RawBlock {
    std::uint64_t firstLine = 0;
    std::uint64_t lines = 0;
    std::vector<std::byte> data;
};

/// What a stretch of a source became. Line numbers (column Line, issues, events, raw blocks) are relative to lineBase, which
/// whoever appends the batch supplies.
struct RecordBatch {
    std::array<RecordTable, recordKindCount> tables;
    std::vector<BatchSeries> series;
    std::vector<Event> events;
    std::vector<Issue> issues;
    std::vector<RawBlock> rawBlocks;
    std::array<std::uint64_t, 5> recordsByBasis{};    ///< index is TimeBasis
    std::uint64_t textBytes = 0;
    std::uint64_t lines = 0;
    std::uint64_t recordLines = 0;
    std::uint64_t records = 0;
    std::uint64_t skipped = 0;
    std::uint64_t rejected = 0;

    RecordTable& table(RecordKind kind) { return tables[static_cast<std::size_t>(kind)]; }
    const RecordTable& table(RecordKind kind) const { return tables[static_cast<std::size_t>(kind)]; }
};

}    // namespace faultline
