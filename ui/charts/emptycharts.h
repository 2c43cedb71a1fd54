#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace faultline {

class Actions;
class Theme;

/// Stands where charts would be, with the next step.
class EmptyCharts : public QWidget {
    Q_OBJECT

public:
    EmptyCharts(Actions& actions, const Theme& theme, QWidget* parent);

private:
    QLabel* m_hint = nullptr;
    QPushButton* m_add = nullptr;
};

}    // namespace faultline
