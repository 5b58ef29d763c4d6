"""The county's work report (创建工作汇报): prose of ours, every figure and claim from the marts, with a proof sheet.

    marts (role office) → data → readings → figures, claims → prose → document (.docx), proof (.xlsx)
"""
