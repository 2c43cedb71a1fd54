#pragma once

#include "app/import/importer.h"
#include "app/import/linecensus.h"
#include "importers/requests/fieldscolumns.h"
#include "importers/requests/quotedtokens.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// How a kind of log with "#Fields:" lines is written.
struct FieldsFormat {
    enum class Separator : std::uint8_t { Tab, Blanks };
    enum class TimeTaken : std::uint8_t { Seconds, MillisWhenWhole };
    Separator separator = Separator::Blanks;
    TimeTaken timeTaken = TimeTaken::MillisWhenWhole;
    std::string_view usualFields;    ///< of a file that lost its header
    bool mayBeShorter = false;       ///< fields were added at the end of the usual ones over the years
};

/// How many lines have the usual fields: what a log is known by whose header is lost.
LineCensus censusOfUsualFields(const SourceHead& head, const FieldsFormat& format);

/// Reads by the last "#Fields:" line; directives may stand anywhere and name other fields.
class FieldsReader final : public RecordReader {
public:
    FieldsReader(const FieldsFormat& format, const TimeSettings& settings);
    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void directive(std::string_view text);
    void split(std::string_view text);
    bool assumeFields(RecordSink& sink);
    bool fill(Request& record, RecordSink& sink);
    bool fillColumn(const FieldsColumns::Column& column, std::string_view text, Request& record);
    std::optional<RecordTime> timeOf();

    FieldsFormat m_format;
    TimeResolver m_times;
    FieldsColumns m_columns;
    bool m_isAssumed = false;
    QuotedTokens m_tokens;
    std::vector<std::string_view> m_values;
    std::string_view m_date, m_time;       ///< of the line
    bool m_isLocal = false;
    std::string m_headerDate;              ///< of "#Date:", for logs that write times alone
    std::string m_stamp;
    std::string m_rest;
    std::optional<std::int32_t> m_offset;  ///< of "#GMT-Offset:"
    std::optional<Timestamp> m_last;
    int m_daysLater = 0;
};

}    // namespace faultline
