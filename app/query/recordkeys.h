#pragma once

#include "app/query/filter.h"
#include "app/query/rowranges.h"
#include "app/store/segmentreader.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace faultline {

class UrlTemplates;

/// What records are grouped by: a field, "route" or "source".
struct KeySubject {
    enum class Kind : std::uint8_t { Dictionary, Text, Number, Source } kind = Kind::Dictionary;
    Field field = Field::Path;
    bool isRoute = false;                            ///< paths, to be grouped by template afterwards
    std::shared_ptr<const UrlTemplates> templates;   ///< for that
    std::shared_ptr<const Dictionary> dictionary;    ///< Dictionary only

    static Result<KeySubject> resolve(SegmentReader& reader, RecordKind kind, const std::string& by);
    std::uint32_t dictionarySize() const { return dictionary ? dictionary->size() : 0; }
};

/// A number of the subject in words: the name of a source or severity, else the number itself.
std::string textOf(const KeySubject& subject, const FilterContext& context, std::int64_t number);

/// Turns the rows of segments into dense codes: those of the dictionary, then one for "absent", then values that this reader
/// met itself (numbers, and text that a segment keeps as it is). The latter differ from reader to reader. Not for sharing.
class KeyReader {
public:
    KeyReader(SegmentReader& reader, KeySubject subject);

    Result<void> open(const Segment& segment);
    void codes(RowBlock block, std::uint32_t* codes);
    std::optional<std::uint32_t> onlyCode();    ///< of every row of the open segment; nothing where rows may differ

    std::uint32_t absentCode() const { return m_absent; }
    std::uint32_t firstOwnCode() const { return m_absent + 1; }
    std::uint32_t size() const { return firstOwnCode() + static_cast<std::uint32_t>(m_numbers.size() + m_texts.size()); }
    std::int64_t ownNumber(std::uint32_t code) const { return m_numbers[code - firstOwnCode()]; }
    std::string_view ownText(std::uint32_t code) const { return m_texts[code - firstOwnCode()]; }
    const KeySubject& subject() const { return m_subject; }

private:
    std::uint32_t codeOf(std::int64_t number);
    std::uint32_t codeOf(std::string_view text);
    void dictionaryCodes(RowBlock block, std::uint32_t* codes) const;
    void numberCodes(RowBlock block, std::uint32_t* codes);
    void textCodes(RowBlock block, std::uint32_t* codes);

    SegmentReader& m_reader;
    KeySubject m_subject;
    std::uint32_t m_absent;
    std::shared_ptr<const ColumnData> m_column;
    std::int64_t m_sourceId = 0;
    std::vector<std::uint32_t> m_codeOfNarrow;    // of the open segment, when a row has at most two bytes; 0 = not met yet
    std::vector<std::int64_t> m_numbers;
    std::deque<std::string> m_texts;
    std::unordered_map<std::int64_t, std::uint32_t> m_codeOfNumber;
    std::unordered_map<std::string_view, std::uint32_t> m_codeOfText;
};

}    // namespace faultline
