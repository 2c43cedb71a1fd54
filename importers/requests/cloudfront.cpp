#include "importers/requests/cloudfront.h"

#include "importers/requests/fieldsreader.h"

namespace faultline {

namespace {

constexpr FieldsFormat format{
    .separator = FieldsFormat::Separator::Tab,
    .timeTaken = FieldsFormat::TimeTaken::Seconds,
    .usualFields = "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) "
                   "cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken "
                   "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status "
                   "fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len "
                   "sc-range-start sc-range-end",
    .mayBeShorter = true};

}    // namespace

const FormatInfo& CloudFrontImporter::info() const
{
    static const FormatInfo info{.id = "cloudfront",
                                 .title = "Amazon CloudFront standard log",
                                 .records = "request",
                                 .framing = Framing::OrderedLines,
                                 .anchor = Anchor::End,
                                 .zone = "UTC",
                                 .specification = "Amazon CloudFront, standard log file fields"};
    return info;
}

Detection CloudFrontImporter::detect(const SourceHead& head) const
{
    Detection detection;
    for (const std::string_view line : head.lines) {
        if (!startsWithIgnoringCase(line, "#Fields:") || line.find("x-edge-") == std::string_view::npos)
            continue;
        detection.confidence = 98;
        detection.reason = "a #Fields line names CloudFront's columns (x-edge-...)";
        break;
    }
    if (detection.confidence == 0)
        detection = censusOfUsualFields(head, format).detection("entries with CloudFront's fields between tabs", 94);
    settleAnchor(detection, Anchor::End, Basis::Specification, "the time is when CloudFront finished its response");
    return detection;
}

std::unique_ptr<RecordReader> CloudFrontImporter::open(const ReaderContext& context) const
{
    return std::make_unique<FieldsReader>(format, context.time);
}

}    // namespace faultline
