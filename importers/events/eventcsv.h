#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Delimited lists of events by the names of their columns: a time and a kind with a title, or the switches of feature flags
/// (flag, environment, on or off, time, who), which become intervals.
class EventCsvImporter final : public Importer {
public:
    enum class Content : std::uint8_t { Events, Flags };
    explicit EventCsvImporter(Content content) : m_content(content) { }

    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;

private:
    Content m_content;
};

}    // namespace faultline
