#pragma once

#include "ui/charts/linelibrary.h"

#include <functional>

class QTimer;

namespace faultline {

/// A line out of one pyramid of the whole case and, where the view needs more, a finer one of the surroundings of the view.
class PyramidLine : public LineData {
    Q_OBJECT

public:
    using Pyramid = std::shared_ptr<const SeriesPyramid>;

    explicit PyramidLine(CaseSession& session);
    ~PyramidLine() override;    ///< stops its loads

    std::vector<Sample> points(TimeRange window, std::size_t count) const override;
    std::optional<Sample> at(Timestamp time) const override;
    std::optional<SeriesPyramid::Extent> extent(TimeRange window) const override;
    std::optional<double> mean(TimeRange window) const override;
    TimeRange range() const override { return m_base->range(); }
    std::size_t samplesIn(TimeRange window) const override;
    Nanoseconds step() const override;
    std::size_t memory() const;             ///< bytes
    const Pyramid& base() const { return m_base; }
    const Pyramid& detail() const { return m_detail.pyramid; }

protected:
    CaseSession& session() const { return m_session; }
    struct Detail {
        Pyramid pyramid;
        TimeRange window{Timestamp{}, Timestamp{}};
    };
    void setBase(Pyramid base, Detail detail);    ///< tells
    void setDetail(Detail detail);
    void dropDetail();
    void fail(const Error& error);          ///< what was there before stays
    bool hasDetailOf(TimeRange window) const;
    /// Asks for the detail that the view needs, soon: panning and zooming ask many times a second.
    void refineSoon();
    virtual void refine() = 0;
    static TimeRange surroundings(TimeRange view);    ///< three views, the middle one is `view`

private:
    bool usesDetail(TimeRange window) const;

    CaseSession& m_session;
    QTimer* m_refineTimer;
    Pyramid m_base;
    Detail m_detail;
};

}    // namespace faultline
