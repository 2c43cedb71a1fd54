#pragma once

#include "importers/requests/logvalue.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What the columns of a "#Fields:" line fill (W3C extended logs, IIS, CloudFront).
class FieldsColumns {
public:
    enum class Place : std::uint8_t { Value, Date, Time, DateOfServer, TimeOfServer, TimeTaken, Uri, Ignored };
    struct Column {
        std::string name;
        Place place = Place::Ignored;
        LogValue value = LogValue::Ignored;    ///< with Place::Value
        bool isKept = false;                   ///< worth keeping in rest when it says anything
    };

    /// Names behind "#Fields:", blanks or tabs between them.
    static FieldsColumns of(std::string_view names);

    const std::vector<Column>& columns() const { return m_columns; }
    bool has(Place place) const;
    /// Enough of a request: a method, a target or a status.
    bool describesRequests() const;

private:
    void leaveOut(std::string_view name, std::string_view better);

    std::vector<Column> m_columns;
};

}    // namespace faultline
