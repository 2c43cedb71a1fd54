#pragma once

#include "app/import/importer.h"

namespace faultline {

/// An importer that is nothing but its facts, a detector and a reader.
class PlainImporter final : public Importer {
public:
    using Detector = Detection (*)(const SourceHead&);
    using Opener = std::unique_ptr<RecordReader> (*)(const ReaderContext&);

    PlainImporter(const FormatInfo& info, Detector detector, Opener opener) : m_info(info), m_detector(detector), m_opener(opener) {}

    const FormatInfo& info() const override { return m_info; }
    Detection detect(const SourceHead& head) const override { return m_detector(head); }
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override { return m_opener(context); }

private:
    FormatInfo m_info;
    Detector m_detector;
    Opener m_opener;
};

/// Opens a reader that needs the time settings only.
template <typename Reader>
std::unique_ptr<RecordReader> openWithTimes(const ReaderContext& context)
{
    return std::make_unique<Reader>(context.time);
}

}    // namespace faultline
