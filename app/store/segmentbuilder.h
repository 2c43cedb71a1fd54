#pragma once

#include "app/store/casedictionary.h"
#include "app/store/column.h"
#include "app/store/recordbatch.h"
#include "app/store/segmentreader.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Codes of a batch in the case's dictionary; -1 for a value that it did not take.
using CodeMap = std::vector<std::int64_t>;

/// Looks up and enters the values of one batch column. `budgetLeft` false: nothing new is entered.
CodeMap enterValues(CaseDictionary& dictionary, const RecordTable::CodedColumn& column, std::uint32_t rows, bool budgetLeft);

/// One segment of one kind in the making.
class SegmentBuilder {
public:
    /// Rows [first, first + count) of a batch table. `maps` has the CodeMap of each coded column. Line numbers grow by lineBase.
    void add(const RecordTable& table, const std::array<CodeMap, fieldCount>& maps, std::uint32_t first, std::uint32_t count,
             std::uint64_t lineBase);

    std::uint32_t rows() const { return m_rows; }
    bool isFull() const { return m_rows >= maxSegmentRows || m_textBytes > textBytesOfASegment; }

    struct FieldColumn {
        Field field;
        EncodedColumn column;
    };
    /// The encoded columns; the builder is empty afterwards. Dictionaries turn codes back into text where a column mixes both.
    std::vector<FieldColumn> take(const CaseDictionaries& dictionaries);
    std::int64_t firstNs() const { return m_firstNs; }
    std::int64_t lastNs() const { return m_lastNs; }
    std::int64_t maxDurationNs() const { return m_maxDurationNs; }

private:
    static constexpr std::size_t textBytesOfASegment = std::size_t{16} << 20;
    struct Column {
        std::vector<std::int64_t> numbers;    ///< values or codes; codes below -1 are -2 - index into spans
        std::string arena;
        std::vector<std::pair<std::size_t, std::size_t>> spans;
        bool isPlain = false;
        bool hasOwnText = false;
    };
    Column& column(Field field);
    void addNumbers(Field field, const std::vector<std::int64_t>& values, std::uint32_t first, std::uint32_t count);
    void addCoded(Field field, const RecordTable::CodedColumn& from, const CodeMap& map, std::uint32_t first, std::uint32_t count);
    void addPlain(Field field, const RecordTable::PlainColumn& from, std::uint32_t first, std::uint32_t count);
    static EncodedColumn encode(Column& column, const CaseDictionary* dictionary);

    std::uint32_t m_rows = 0;
    std::size_t m_textBytes = 0;
    std::int64_t m_firstNs = 0;
    std::int64_t m_lastNs = 0;
    std::int64_t m_maxDurationNs = 0;
    std::array<std::unique_ptr<Column>, fieldCount> m_columns;
};

}    // namespace faultline
