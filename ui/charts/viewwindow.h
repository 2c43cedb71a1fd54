#pragma once

#include "app/base/result.h"
#include "app/query/timebuckets.h"

#include <cstddef>

namespace faultline {

/// What is loaded around a view that is cut into steps: the view and half of it on each side, so that a small pan needs nothing new.
class ViewWindow {
public:
    explicit ViewWindow(std::size_t stepsInView) : m_stepsInView(stepsInView) {}

    TimeRange range() const { return m_range; }    ///< loaded or being loaded
    Nanoseconds step() const { return m_step; }
    bool serves(TimeRange view) const { return m_range.begin <= view.begin && m_range.end >= view.end && m_step == stepFor(view); }
    void moveTo(TimeRange view)
    {
        const Nanoseconds margin = view.length() / 2;
        m_range = {view.begin - margin, view.end + margin};
        m_step = stepFor(view);
    }

private:
    Nanoseconds stepFor(TimeRange view) const { return roundStep({Timestamp{}, Timestamp{} + view.length()}, m_stepsInView); }

    std::size_t m_stepsInView;
    TimeRange m_range{Timestamp{}, Timestamp{}};
    Nanoseconds m_step{0};
};

}    // namespace faultline
