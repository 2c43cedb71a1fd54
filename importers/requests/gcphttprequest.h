#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Google Cloud log entries with an httpRequest (HTTP load balancer, Cloud Run, App Engine, agents), one a line.
class GcpHttpRequestImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

/// The same as one list: gcloud logging read --format=json, or the answer of entries:list.
class GcpHttpRequestListImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
