#pragma once

#include "app/import/writtentime.h"

#include <optional>
#include <string_view>

namespace faultline {

/// Gives each time of a document its date: written, or carried on from the one before it.
class DateCarrier {
public:
    void setYear(int year) { m_year = year; }
    int year() const { return m_year; }
    void setDate(const WrittenTime& date);
    void moveToNextDay();    ///< "The next day" as a heading
    bool hasDate() const { return m_month != 0; }

    /// False when the date or the year is not known (yet). `dayShift` as in HandwrittenTime.
    bool complete(WrittenTime& time, int dayShift = 0);
    /// The end of a range: on the day of its start, or on the next when its clock is earlier.
    bool completeEnd(WrittenTime& end, const WrittenTime& start) const;

private:
    int m_year = 0;
    int m_month = 0;
    int m_day = 0;
    int m_lastSecond = -1;    ///< of the day, of the last time on the carried date
};

/// "2023-06-14-search.md", "outage_20230614.txt": the date in a file's name.
std::optional<WrittenTime> dateInFileName(std::string_view name);

}    // namespace faultline
