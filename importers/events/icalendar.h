#pragma once

#include "app/import/importer.h"

namespace faultline {

/// iCalendar (.ics): each VEVENT from DTSTART to DTEND or by its DURATION: on-call shifts, maintenance windows, freezes. UTC, TZID and
/// floating times, whole days. A rule of repetition is named and not expanded; changed instances are events of their own.
class ICalendar final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
