#include "textflag.h"

// func dotAVX2(a, b *int8, dims int) int32
//
// 32 parts at a time: |a| times b with a's signs, as pairs in 16 bits (at most
// 2·127·127 = 32,258, so that nothing saturates), then in 32 bits.
TEXT ·dotAVX2(SB), NOSPLIT, $0-28
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DX
	MOVQ dims+16(FP), BX
	VPCMPEQW Y7, Y7, Y7
	VPSRLW $15, Y7, Y7 // sixteen ones
	VPXOR Y0, Y0, Y0
	XORQ AX, AX

part:
	VMOVDQU (SI)(AX*1), Y1
	VMOVDQU (DX)(AX*1), Y2
	VPABSB Y1, Y3
	VPSIGNB Y1, Y2, Y2
	VPMADDUBSW Y2, Y3, Y3
	VPMADDWD Y7, Y3, Y3
	VPADDD Y3, Y0, Y0
	ADDQ $32, AX
	CMPQ AX, BX
	JLT part

	VEXTRACTI128 $1, Y0, X1
	VPADDD X1, X0, X0
	VPSHUFD $0x4e, X0, X1
	VPADDD X1, X0, X0
	VPSHUFD $0xb1, X0, X1
	VPADDD X1, X0, X0
	VMOVD X0, AX
	MOVL AX, ret+24(FP)
	VZEROUPPER
	RET

// func addScaledAVX2(dst *float32, row *int8, factor float32, dims int)
TEXT ·addScaledAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ row+8(FP), SI
	VBROADCASTSS factor+16(FP), Y0
	MOVQ dims+24(FP), BX
	XORQ AX, AX

part:
	VPMOVSXBD (SI)(AX*1), Y1
	VPMOVSXBD 8(SI)(AX*1), Y2
	VPMOVSXBD 16(SI)(AX*1), Y3
	VPMOVSXBD 24(SI)(AX*1), Y4
	VCVTDQ2PS Y1, Y1
	VCVTDQ2PS Y2, Y2
	VCVTDQ2PS Y3, Y3
	VCVTDQ2PS Y4, Y4
	VMULPS Y0, Y1, Y1
	VMULPS Y0, Y2, Y2
	VMULPS Y0, Y3, Y3
	VMULPS Y0, Y4, Y4
	VADDPS (DI)(AX*4), Y1, Y1
	VADDPS 32(DI)(AX*4), Y2, Y2
	VADDPS 64(DI)(AX*4), Y3, Y3
	VADDPS 96(DI)(AX*4), Y4, Y4
	VMOVUPS Y1, (DI)(AX*4)
	VMOVUPS Y2, 32(DI)(AX*4)
	VMOVUPS Y3, 64(DI)(AX*4)
	VMOVUPS Y4, 96(DI)(AX*4)
	ADDQ $32, AX
	CMPQ AX, BX
	JLT part
	VZEROUPPER
	RET

// func gatherAVX2(out *laneSums, sum, part, before, text *float32, dims int)
TEXT ·gatherAVX2(SB), NOSPLIT, $0-48
	MOVQ out+0(FP), DI
	MOVQ sum+8(FP), SI
	MOVQ part+16(FP), DX
	MOVQ before+24(FP), CX
	MOVQ text+32(FP), R8
	MOVQ dims+40(FP), BX
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS 64(DI), Y2
	XORQ AX, AX

eight:
	VMOVUPS (DX)(AX*4), Y3
	VADDPS (SI)(AX*4), Y3, Y4
	VMOVUPS Y4, (SI)(AX*4)
	VMULPS (R8)(AX*4), Y3, Y4
	VADDPS Y4, Y0, Y0
	VMULPS Y3, Y3, Y4
	VADDPS Y4, Y1, Y1
	VMULPS (CX)(AX*4), Y3, Y4
	VADDPS Y4, Y2, Y2
	ADDQ $8, AX
	CMPQ AX, BX
	JLT eight
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VZEROUPPER
	RET

// The number of bits set in 0 to 15, twice.
DATA bitsOf<>+0(SB)/8, $0x0302020102010100
DATA bitsOf<>+8(SB)/8, $0x0403030203020201
DATA bitsOf<>+16(SB)/8, $0x0302020102010100
DATA bitsOf<>+24(SB)/8, $0x0403030203020201
GLOBL bitsOf<>(SB), RODATA|NOPTR, $32

// COUNT puts into out, for each 64 bits of the signature at offset of DX, how
// many differ from those in Y0.
#define COUNT(offset, out) \
	VPXOR offset(DX), Y0, Y5 \
	VPAND Y5, Y14, Y6 \
	VPSRLW $4, Y5, Y5 \
	VPAND Y5, Y14, Y5 \
	VPSHUFB Y6, Y15, Y6 \
	VPSHUFB Y5, Y15, Y5 \
	VPADDB Y5, Y6, Y5 \
	VPSADBW Y5, Y13, out

// func closeGroupsAVX2(dst *uint32, q, all *signature, groups, limit int) int
//
// The counts of four signatures are moved side by side, 16 bits each, and
// compared with the limit at once.
TEXT ·closeGroupsAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ q+8(FP), SI
	MOVQ all+16(FP), DX
	MOVQ groups+24(FP), CX
	MOVQ limit+32(FP), X12
	VPBROADCASTW X12, X12
	VMOVDQU (SI), Y0
	VMOVDQU bitsOf<>(SB), Y15
	VPXOR Y13, Y13, Y13
	VPCMPEQB Y14, Y14, Y14
	VPSRLW $12, Y14, Y14
	VPSLLW $8, Y14, Y5
	VPOR Y5, Y14, Y14 // 0x0f in every byte
	XORQ AX, AX // the group
	XORQ R8, R8 // how many were written

next:
	COUNT(0, Y1)
	COUNT(32, Y2)
	COUNT(64, Y3)
	COUNT(96, Y4)
	VPSLLQ $16, Y2, Y2
	VPSLLQ $32, Y3, Y3
	VPSLLQ $48, Y4, Y4
	VPOR Y2, Y1, Y1
	VPOR Y4, Y3, Y3
	VPOR Y3, Y1, Y1
	VEXTRACTI128 $1, Y1, X2
	VPADDW X2, X1, X1
	VPSHUFD $0x4e, X1, X2
	VPADDW X2, X1, X1
	VPCMPGTW X12, X1, X1 // all ones where further than the limit
	VPMOVMSKB X1, R9
	// Written always, kept if one of the four is not: no branch to guess.
	MOVL AX, (DI)(R8*4)
	XORL R10, R10
	CMPL R9, $0xffff
	SETNE R10
	ADDQ R10, R8
	ADDQ $128, DX
	INCQ AX
	CMPQ AX, CX
	JLT next
	MOVQ R8, ret+40(FP)
	VZEROUPPER
	RET
