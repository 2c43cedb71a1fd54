#pragma once

#include <QWidget>

class QBoxLayout;
class QLabel;

namespace faultline {

class Actions;
class CaseSession;
class ChipRow;
class ElidedLabel;
class FilterField;
class Theme;

/// The filter of the whole case: its text, checked while it is typed, and conditions that can be turned off one by one.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    FilterBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

    FilterField& field() { return *m_field; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void check();
    void apply();
    void revert();
    void takeFilter();
    void count();
    void placeChips();
    void say(const QString& problem);

    CaseSession& m_session;
    const Theme& m_theme;
    FilterField* m_field = nullptr;
    ChipRow* m_chips = nullptr;
    QLabel* m_count = nullptr;
    ElidedLabel* m_problem = nullptr;
    QBoxLayout* m_line = nullptr;
    QBoxLayout* m_column = nullptr;
    QString m_taken;    ///< the text that the session had last
    bool m_isBelow = false;
};

}    // namespace faultline
