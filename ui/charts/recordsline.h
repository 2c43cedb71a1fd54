#pragma once

#include "ui/charts/pyramidline.h"

namespace faultline {

struct CaseQueries;

/// One measure of records by time: the whole case in steps that suit it, the surroundings of the view in finer ones. Rates and
/// sums become finer when fewer than 150 steps are in view. Percentiles of few records are noise, so their step follows the
/// view: about 300 in it.
class RecordsLine final : public PyramidLine {
    Q_OBJECT

public:
    RecordsLine(CaseSession& session, const LineSpec& spec);

    std::string unit() const override;

protected:
    void refine() override;

private:
    struct Loaded {
        Pyramid base;
        Nanoseconds smallestStep{0};
        Detail detail;
    };
    void reload();
    void reloadWhenFilterNamesTime();    ///< bare times in it are of the display's zone
    Result<RecordSeriesRequest> request() const;

    LineSpec m_spec;
    Nanoseconds m_smallestStep{0};
    Nanoseconds m_askedStep{0};
    TimeRange m_askedWindow{Timestamp{}, Timestamp{}};
};

}    // namespace faultline
