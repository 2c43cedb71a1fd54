#pragma once

#include "app/query/seriespyramid.h"

namespace faultline {

/// Makes a pyramid of a stream of samples without keeping them: for series of many millions. About 2 bytes a sample.
class SeriesPyramidBuilder {
public:
    static constexpr std::uint32_t samplesOfALeaf = 64;

    explicit SeriesPyramidBuilder(Nanoseconds step) { m_pyramid.m_gaps = GapRule(step); }
    void add(const std::vector<Sample>& samples);    ///< in time order, also from call to call
    SeriesPyramid finish();

private:
    void close();

    SeriesPyramid m_pyramid;
    std::vector<SeriesBucket> m_leaves;
    SeriesBucket m_open;
};

}    // namespace faultline
