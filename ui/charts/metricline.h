#pragma once

#include "ui/charts/pyramidline.h"

namespace faultline {

/// An imported series. Of more than two million samples only a summary stays in memory (2 bytes a sample); the samples around the
/// view are read when the view is short enough to show single ones.
class MetricLine final : public PyramidLine {
    Q_OBJECT

public:
    MetricLine(CaseSession& session, std::int64_t seriesId);

    std::string unit() const override;
    SeriesKind kind() const { return m_info.kind; }

protected:
    void refine() override;

private:
    void follow();    ///< loads when what the case says of the series is new
    void load();

    std::int64_t m_seriesId;
    SeriesInfo m_info;
    TimeRange m_asked{Timestamp{}, Timestamp{}};    ///< the detail that is being read
};

}    // namespace faultline
